// What the ledger of a state directory holds, read with SQL alone: a mistake of jobdeck's own reader would hide itself.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The numbers of each job's events, in the order of their receipt. */
export type RecordedEvents = ReadonlyMap<string, readonly number[]>

/** Everything that is committed; nothing when there is no ledger yet. */
export function recordedEvents(stateDir: string): RecordedEvents {
  const rows = query(
    stateDir,
    `SELECT jobs.job, json_group_array(events.seq ORDER BY events.id) AS numbers
     FROM events JOIN jobs ON jobs.id = events.job GROUP BY jobs.job`,
  )
  return new Map(rows.map(({ job, numbers }) => [String(job), JSON.parse(String(numbers))]))
}

/** How many events are committed. */
export function recordedCount(stateDir: string): number {
  return Number(query(stateDir, 'SELECT count(*) AS events FROM events')[0]?.events ?? 0)
}

/** Why events may be missing, for each gap that is noted. */
export function recordedGaps(stateDir: string): readonly string[] {
  return query(stateDir, 'SELECT why FROM gaps ORDER BY id').map(({ why }) => String(why))
}

function query(stateDir: string, sql: string) {
  const file = join(stateDir, 'ledger/ledger.sqlite')
  if (!existsSync(file)) return []
  const database = new DatabaseSync(file, { readOnly: true, timeout: 60_000 })
  try {
    const isEmpty = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'events'").get() === undefined
    return isEmpty ? [] : database.prepare(sql).all()
  } finally {
    database.close()
  }
}

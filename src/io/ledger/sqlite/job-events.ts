// The events of the ledger: all of them in order, those of one job, and the last few of one job.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { JobHistory, JudgedEvent, TimedEntry } from '../ledger.ts'
import { parseSummary } from './job-summary.ts'
import type { LedgerAccess } from './ledger-access.ts'
import { entryColumns, entryOf, eventColumns, eventOf } from './read-event.ts'

/** A history whose events say what was made of them. */
export interface JudgedHistory extends JobHistory {
  readonly events: readonly JudgedEvent[]
}

const selectEntries = `
SELECT events.id, ${entryColumns} FROM events JOIN jobs ON jobs.id = events.job
WHERE events.id > ? AND jobs.broker = ? ORDER BY events.id LIMIT ?`
const selectOfJob = `
SELECT ${eventColumns} FROM events
WHERE job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) ORDER BY events.id`
const selectById = `SELECT ${eventColumns} FROM events WHERE id = ?`
const selectSummary = 'SELECT summary FROM jobs WHERE broker = ? AND job = ?'
const selectUnreadable = 'SELECT unreadable_lines FROM brokers WHERE id = ?'

/** Between two of these many rows, whatever else waits gets its turn. */
const chunkRows = 2_000

/** Calls `onEntry` with every entry of the broker, oldest first; resolves to how many lines of an old journal were unreadable. */
export function restoreEntries(access: LedgerAccess, onEntry: (entry: TimedEntry) => void): Promise<number> {
  const { timeline } = access
  // Events keep their numbers when a damaged file is replaced on the way, and reading goes on from here.
  let last = 0
  return access.read(0, async ({ file, brokerId }) => {
    for (;;) {
      const rows = file.prepare(selectEntries).all(last, brokerId, chunkRows)
      for (const row of rows) onEntry(entryOf(row, timeline))
      last = Number(rows.at(-1)?.id ?? last)
      if (rows.length < chunkRows) break
      await new Promise<void>((resolve) => timeline.clock.soon(resolve))
    }
    return Number(file.prepare(selectUnreadable).get(brokerId)?.unreadable_lines)
  })
}

/** One job's events, in order of receipt. */
export function readJobEvents(access: LedgerAccess, jobId: JobId): Promise<JudgedHistory> {
  return access.read<JudgedHistory>({ events: [], unreadable: 0 }, ({ file, brokerId }) => {
    const rows = file.prepare(selectOfJob).all(brokerId, jobId)
    const events = rows.map((row) => eventOf(row, jobId, access.timeline)).filter((event) => event !== null)
    const unreadableLines = Number(file.prepare(selectUnreadable).get(brokerId)?.unreadable_lines)
    return { events, unreadable: rows.length - events.length + unreadableLines }
  })
}

/** The last few events of a job, the oldest first: what a pane shows, without reading the others. */
export function readRecentEvents(access: LedgerAccess, jobId: JobId): Promise<readonly JudgedEvent[]> {
  return access.read<readonly JudgedEvent[]>([], ({ file, brokerId }) => {
    const row = file.prepare(selectSummary).get(brokerId, jobId)
    if (!row) return []
    const byId = file.prepare(selectById)
    return parseSummary(row.summary)
      .recent.map((id) => byId.get(id))
      .map((found) => (found ? eventOf(found, jobId, access.timeline) : null))
      .filter((event) => event !== null)
  })
}

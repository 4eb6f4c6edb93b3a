// Takes in what jobdeck 0.1.0 has kept as lines of JSON, once per broker. The files stay where they are; taking them in twice,
// after a kill in the middle, changes nothing.
import { existsSync } from 'node:fs'
import type { Effect } from '../../../domain/jobs/effect.ts'
import { decodeMessage } from '../../../domain/protocol/decode.ts'
import { isTerminal, type JobEvent } from '../../../domain/protocol/event.ts'
import { parseJobId } from '../../../domain/protocol/job-id.ts'
import type { Clock } from '../../clock/clock.ts'
import { journalFiles, listRotated } from '../journal-files.ts'
import { withReceivedMs } from '../json-line.ts'
import { type LedgerEntry, type LedgerLocation, seenBefore } from '../ledger.ts'
import { readJournal } from '../read-journal.ts'
import type { StoredSummary } from './job-summary.ts'
import type { LedgerFile } from './ledger-file.ts'
import { storeEvent } from './store-event.ts'
import { toStoredText } from './stored-text.ts'
import { type Transaction, transact } from './transaction.ts'

const selectHasJournal = 'SELECT has_journal FROM brokers WHERE name = ?'
const insertSeen = `
INSERT INTO acknowledgements (job, what, wall_ms) SELECT id, ?, ? FROM jobs WHERE broker = ?
ON CONFLICT DO NOTHING`
const updateHasJournal = 'UPDATE brokers SET has_journal = 1, unreadable_lines = ? WHERE id = ?'
/** Entries in one transaction. */
const batchSize = 1_000

export async function hasJournal(location: LedgerLocation): Promise<boolean> {
  const files = journalFiles(location)
  return existsSync(files.current) || (await listRotated(files)).length > 0
}

/** Does nothing when there is no journal, or it was taken in before. Rejects with JobdeckError `io` and SQLite's errors. */
export async function importJournal(file: LedgerFile, location: LedgerLocation, clock: Clock): Promise<void> {
  const { broker } = location
  if (file.prepare(selectHasJournal).get(toStoredText(broker))?.has_journal === 1 || !(await hasJournal(location)))
    return
  let batch: LedgerEntry[] = []
  let foreign = 0
  const write = () => {
    const entries = batch
    batch = []
    transact(file, broker, (transaction) => {
      for (const entry of entries) if (!store(transaction, entry, clock)) foreign += 1
    })
  }
  const unreadable = await readJournal(location, (entry) => {
    batch.push(entry)
    if (batch.length >= batchSize) write()
  })
  write()
  transact(file, broker, (transaction) => {
    file.prepare(insertSeen).run(seenBefore, Math.round(clock.wallMs()), transaction.brokerId)
    file.prepare(updateHasJournal).run(unreadable + foreign, transaction.brokerId)
  })
}

/** False for an entry that does not hold an event. */
function store(transaction: Transaction, entry: LedgerEntry, clock: Clock): boolean {
  const event = decodedEventOf(entry.payload)
  if (!event) return false
  const effect = effectOf(event, transaction.jobs.row(event.jobId).summary)
  const stamp = { wallMs: entry.receivedAtMs, boot: null, bootMs: null }
  const source = entry.retained ? 'retained' : 'live'
  storeEvent(transaction, { entry: withReceivedMs(entry, clock), event, source, note: null, effect }, stamp)
  return true
}

/** The journal holds accepted events only, as 0.1.0 judged them: the highest seq is the newest, the first end counts. */
function effectOf({ seq, event }: JobEvent, { latest, ending }: StoredSummary): Effect {
  if (isTerminal(event) && !ending) return 'ends'
  return seq >= (latest?.seq ?? 0) ? 'newest' : 'counted'
}

/** The event that a payload holds for the job that it names; null for none. */
export function decodedEventOf(payload: string): JobEvent | null {
  try {
    const jobId = parseJobId(JSON.parse(payload)?.job_id)
    const decoded = jobId === null ? null : decodeMessage([jobId], Buffer.from(payload))
    return decoded?.kind === 'event' ? decoded.event : null
  } catch {
    return null
  }
}

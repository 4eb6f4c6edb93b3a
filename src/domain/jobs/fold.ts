// The job state machine: an event and its receipt in, the next job out (PROTOCOL.md §3). Pure.
import { isTerminal, type JobEvent } from '../protocol/event.ts'
import type { JobId } from '../protocol/job-id.ts'
import { needsYou, statusAt, type Timeout, timeoutAt } from './deadlines.ts'
import type { Ending, EntryNote, HistoryEntry, Job, RecordFacts, SignatureVerdict } from './job.ts'
import { type BrokerId, jobKeyOf } from './job-key.ts'
import { addSeq, hasSeq, noSeqs } from './seq-set.ts'
import type { Cause, Transition } from './transition.ts'

/** How many events of a job stay in memory; the ledger has them all. */
export const maxHistory = 200
/** Of these, at most so many forged ones: a flood of them must not push the genuine ones out. */
const maxForged = 20
/** A view shows less: these only bound what is kept. */
const maxDetailChars = 2_000
const maxJsonChars = 4_000

/** What is known of how an event arrived. */
export interface Receipt {
  /** When, on the monotonic timeline. */
  readonly receivedMs: number
  /** When, in the wall clock's epoch milliseconds. */
  readonly receivedWallMs: number
  readonly retained: boolean
  readonly signature: SignatureVerdict
  readonly cause: Cause
}

/** `accepted` changes the job's state or its history; the others are only counted. */
export type FoldOutcome = 'accepted' | 'duplicate' | 'second-end' | 'forged'

/** A job of which nothing is known but its broker, its id and the topic of its events. */
export function newJob(broker: BrokerId, id: JobId, topic: string): Job {
  return {
    key: jobKeyOf(broker, id),
    broker,
    id,
    topic,
    record: null,
    firstEventMs: null,
    lastEventMs: null,
    lastEventWallMs: null,
    latest: null,
    ending: null,
    seqs: noSeqs,
    duplicates: 0,
    secondEndings: 0,
    forged: 0,
    history: [],
  }
}

/** The job with what its registry record says, or without when the record is gone. */
export function withRecord(job: Job, record: RecordFacts | null): Job {
  return { ...job, record }
}

/** Which limit the job had broken before an event came. A job that waits for its person is not silent: needs you outranks idle. */
function brokenLimit(job: Job, receivedMs: number): Timeout['limit'] | null {
  // A publisher may set its record to completed before its event arrives; a cancelled job has no limits.
  const setFirst = job.record !== null && job.record.status !== 'cancelled'
  const running = setFirst ? withRecord(job, { ...job.record, status: 'running' }) : job
  const limit = timeoutAt(running, receivedMs)?.limit ?? null
  return limit === 'idle' && needsYou(job) ? null : limit
}

function noteOf(job: Job, event: JobEvent, receipt: Receipt): EntryNote | null {
  if (receipt.signature === 'forged') return 'forged'
  if (job.ending) return isTerminal(event.event) ? 'second-end' : 'after-end'
  if (receipt.retained) return null
  const broken = brokenLimit(job, receipt.receivedMs)
  if (broken && isTerminal(event.event)) return 'late'
  if (job.latest && event.seq < job.latest.seq) return 'out-of-order'
  return broken === 'idle' ? 'after-silence' : null
}

/** The text cut to `maxChars`. A copy then: a piece of a long text would keep all of that in memory. */
function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : Buffer.from(text.slice(0, maxChars)).toString()
}

/** An event as the history keeps it. */
export function entryOf(event: JobEvent, receipt: Omit<Receipt, 'cause'>, note: EntryNote | null): HistoryEntry {
  return {
    seq: event.seq,
    event: event.event,
    detail: cut(event.detail, maxDetailChars),
    receivedMs: receipt.receivedMs,
    receivedWallMs: receipt.receivedWallMs,
    retained: receipt.retained,
    note,
    signature: receipt.signature,
    json: cut(JSON.stringify(event.payload), maxJsonChars),
  }
}

function remember(job: Job, entry: HistoryEntry): readonly HistoryEntry[] {
  return [...(job.history.length < maxHistory ? job.history : job.history.slice(1 - maxHistory)), entry]
}

function endingOf(event: JobEvent, entry: HistoryEntry): Ending | null {
  if (!isTerminal(event.event)) return null
  return { kind: event.event, atMs: entry.receivedMs, detail: entry.detail, late: entry.note === 'late' }
}

/** Accepts an event into the history, the seqs and the clocks; the newest one also says what the job does now. */
function accept(job: Job, event: JobEvent, entry: HistoryEntry): Job {
  const isNewest = job.latest === null || event.seq >= job.latest.seq
  const { seq, detail, receivedMs, receivedWallMs } = entry
  const isLast = receivedMs >= (job.lastEventMs ?? receivedMs)
  return {
    ...job,
    firstEventMs: Math.min(job.firstEventMs ?? receivedMs, receivedMs),
    lastEventMs: isLast ? receivedMs : job.lastEventMs,
    lastEventWallMs: isLast ? receivedWallMs : job.lastEventWallMs,
    latest: isNewest ? { seq, event: event.event, detail, receivedMs } : job.latest,
    ending: job.ending ?? endingOf(event, entry),
    seqs: addSeq(job.seqs, seq),
    history: remember(job, entry),
  }
}

/**
 * A forged event leaves one trace, although a retained one comes again with every connection, and although the ledger may
 * be read again, which holds events from before the job's token was known.
 */
function foldForged(job: Job, entry: HistoryEntry): Omit<Folded, 'transition'> {
  const isKnown = (known: HistoryEntry) =>
    known.json === entry.json &&
    (known.receivedWallMs === entry.receivedWallMs || (entry.retained && known.note === 'forged'))
  if (job.history.some(isKnown)) return { job, outcome: 'duplicate' }
  const traces = job.history.filter((known) => known.note === 'forged')
  const [oldest] = traces
  const history = traces.length < maxForged ? job.history : job.history.filter((known) => known !== oldest)
  return { job: { ...job, forged: job.forged + 1, history: remember({ ...job, history }, entry) }, outcome: 'forged' }
}

/** What became of an event: its job, whether it counts, and how the job's status changed by it. */
export interface Folded {
  readonly job: Job
  readonly outcome: FoldOutcome
  readonly transition: Transition
}

/**
 * Folds one event into its job. The transition's statuses are those of the moment at which the event was received.
 *
 * A seq that was seen before is a duplicate, unless it brings the end of a job that has not ended: a publisher with a
 * broken counter must not leave its job running for ever. The first terminal event wins; later ones are counted.
 * Of events that are out of order the highest seq says what the job does now. A forged event changes no state (§5).
 */
export function fold(job: Job, event: JobEvent, receipt: Receipt): Folded {
  const { job: after, outcome } = step(job, event, receipt)
  const { receivedMs, cause } = receipt
  const [from, to] = [statusAt(job, receivedMs), statusAt(after, receivedMs)]
  return { job: after, outcome, transition: { key: job.key, before: job, after, from, to, cause } }
}

function step(job: Job, event: JobEvent, receipt: Receipt): Omit<Folded, 'transition'> {
  const note = noteOf(job, event, receipt)
  const endsJob = isTerminal(event.event) && job.ending === null
  if (note !== 'forged' && hasSeq(job.seqs, event.seq) && !endsJob) {
    // A retained event comes again with every connection: nothing to report.
    return { job: receipt.retained ? job : { ...job, duplicates: job.duplicates + 1 }, outcome: 'duplicate' }
  }
  const entry = entryOf(event, receipt, note)
  if (note === 'forged') return foldForged(job, entry)
  if (note === 'second-end') {
    const seqs = addSeq(job.seqs, event.seq)
    const next = { ...job, seqs, secondEndings: job.secondEndings + 1, history: remember(job, entry) }
    return { job: next, outcome: 'second-end' }
  }
  return { job: accept(job, event, entry), outcome: 'accepted' }
}

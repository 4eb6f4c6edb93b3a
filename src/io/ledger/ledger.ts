// The Ledger port: what was received from one broker, kept beyond the process. The deck appends and restores,
// `logs` and `emit` read the history of one job.
import type { JobdeckError } from '../../domain/failure.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Clock } from '../clock/clock.ts'

/** Which ledger: the broker by its URL, or by another name that stays the same (an embedded broker's port does not). */
export interface LedgerLocation {
  readonly stateDir: string
  readonly broker: string
}

export interface LedgerOptions extends LedgerLocation {
  /** Reports what is wrong with the ledger, once per change; null when it works again. */
  readonly onProblem: (problem: JobdeckError | null) => void
  /** The machine's, unless another is given. */
  readonly clock?: Clock
}

/** One event as it was received. */
export interface LedgerEntry {
  /** When it was received: epoch milliseconds of the wall clock, for showing, never for a decision. */
  readonly receivedAtMs: number
  readonly topic: string
  readonly retained: boolean
  /** The payload's text, unchanged: a signature can still be verified. */
  readonly payload: string
}

/** An entry together with the event that its payload holds. */
export interface LedgerEvent {
  readonly entry: LedgerEntry
  readonly event: JobEvent
}

/** An entry whose receipt has its place on the Clock's timeline, however the wall clock was set since. */
export interface TimedEntry extends LedgerEntry {
  /** On the Clock's monotonic timeline. */
  readonly receivedMs: number
}

/** How an event came here: as it happened, retained by the broker, queued there for this session, or from a log file. */
export type EventSource = 'live' | 'retained' | 'queued' | 'file'

/**
 * What an event does to its job, as judged by the one who received it (PROTOCOL.md §3 and §5):
 * - `newest` says what the job does now;
 * - `counted` belongs to the job's numbers and history, but a newer event is known;
 * - `ends` is `newest`, and the job's first end;
 * - `restarts` is `newest`, and the publisher counts anew from here;
 * - `none` is kept and marked, without influence: forged, unsigned, stray, a second end.
 */
export type Effect = 'newest' | 'counted' | 'ends' | 'restarts' | 'none'

/** What the ledger takes: an event and what was made of it. */
export interface JudgedEvent extends LedgerEvent {
  readonly entry: TimedEntry
  readonly source: EventSource
  /** Why it is not an ordinary event, in the words of the one who judged it (`late`, `forged`, …); null for most. */
  readonly note: string | null
  readonly effect: Effect
}

export interface JobHistory {
  /** In order of receipt, each once, however often it was delivered or recorded. */
  readonly events: readonly LedgerEvent[]
  /** Entries that could not be read; they may have belonged to any job. */
  readonly unreadable: number
}

/** Opening touches no disk: the first flush with something to write creates what is missing. */
export interface Ledger {
  /** Takes events into memory; the next flush writes them. */
  append(events: readonly JudgedEvent[]): void
  /** Writes what waits, all at once. Never rejects: `onProblem` hears of a failure, and the events wait for the next flush. */
  flush(): Promise<void>
  /** Calls `onEntry` with every entry, oldest first; resolves to how many could not be read. Rejects with JobdeckError `io`. */
  restore(onEntry: (entry: TimedEntry) => void): Promise<number>
  /** One job's events. Rejects with JobdeckError `io`. */
  jobHistory(jobId: JobId): Promise<JobHistory>
  /** Flushes and releases the files. Never rejects. */
  close(): Promise<void>
}

// The Ledger port: stores what was received from one broker beyond the life of the process. The deck appends and restores,
// `logs` and `emit` read the history of one job.
import type { JobdeckError } from '../../domain/failure.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/** Which ledger: the broker by its URL, or by another name that stays the same (an embedded broker's port does not). */
export interface LedgerLocation {
  readonly stateDir: string
  readonly broker: string
}

export interface LedgerOptions extends LedgerLocation {
  /** Reports a problem with the ledger, once per change; null when it works again. */
  readonly onProblem: (problem: JobdeckError | null) => void
}

/** One accepted event as it was received. */
export interface LedgerEntry {
  /** When it was received: epoch milliseconds of the wall clock. */
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

export interface JobHistory {
  /** In order of receipt, each once, however often it was delivered or recorded. */
  readonly events: readonly LedgerEvent[]
  /** Entries that could not be read; they may have belonged to any job. */
  readonly unreadable: number
}

/** Opening touches no disk: the first flush with something to write creates what is missing. */
export interface Ledger {
  /** Takes entries into memory; the next flush writes them. */
  append(entries: readonly LedgerEntry[]): void
  /** Writes what waits, all at once. Never rejects: a failure is passed to `onProblem`, and the entries wait for the next flush. */
  flush(): Promise<void>
  /** Calls `onEntry` with every entry, oldest first; resolves to how many could not be read. Rejects with JobdeckError `io`. */
  restore(onEntry: (entry: LedgerEntry) => void): Promise<number>
  /** One job's events. Rejects with JobdeckError `io`. */
  jobHistory(jobId: JobId): Promise<JobHistory>
  /** Flushes and releases the files. Never rejects. */
  close(): Promise<void>
}

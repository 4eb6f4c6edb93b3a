// Where the whole history of a job is read from, some events at a time.
import type { HistoryEntry } from '../../domain/jobs/job.ts'

/** An event as the ledger has it. */
export interface RecordedEvent {
  readonly entry: HistoryEntry
  /** The payload as it was received, and as JSON without needless escapes. */
  readonly payload: string
  readonly json: string
}

/** Where a history is read from. Everything rejects with JobdeckError `io`. */
export interface HistorySource {
  /** The numbers above `after` of the events that are recorded by now; null when nothing is recorded here. */
  idsAfter(after: number): Promise<readonly number[] | null>
  /** The events with these numbers; those that are gone are left out. */
  events(ids: readonly number[]): Promise<ReadonlyMap<number, RecordedEvent>>
  /** When the events with these numbers were received, on the monotonic timeline. */
  times(ids: readonly number[]): Promise<readonly number[]>
}

export const nothingRecorded: HistorySource = {
  idsAfter: async () => null,
  events: async () => new Map(),
  times: async () => [],
}

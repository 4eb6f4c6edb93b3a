// What the deck knows of one job. Texts are as they were sent, cut to a number of characters: hostile until a view makes
// them safe (`ui/job/job-text.ts`).
// Times are milliseconds on the monotonic timeline; `*Sec` are seconds.
import type { EventType } from '../protocol/event.ts'
import type { JobId } from '../protocol/job-id.ts'
import type { BrokerId, JobKey } from './job-key.ts'
import type { SeqSet } from './seq-set.ts'

/** Reference defaults for a job without a record (PROTOCOL.md §3). */
export const defaultTimeoutSec = 3600
export const defaultIdleTimeoutSec = 120

/** What a person sees a job as: `deadlines.ts` derives it from the job and the time. */
export type Status = 'pending' | 'running' | 'needs-you' | 'timed-out' | 'completed' | 'error' | 'cancelled'

/** A registry record's status (PROTOCOL.md §3). */
export type RecordStatus = 'pending' | 'running' | 'completed' | 'error' | 'cancelled'

/** Whether a record of this status says that its job has ended. */
export function hasEnded(status: RecordStatus): status is Ending['kind'] {
  return status !== 'pending' && status !== 'running'
}

/** The facts of a registry record that the deck uses. */
export interface RecordFacts {
  readonly status: RecordStatus
  /** `created_at` on the monotonic timeline, and as the record says it: epoch milliseconds. */
  readonly createdMs: number
  readonly createdWallMs: number
  readonly updatedMs: number
  readonly prompt: string
  readonly agent: string
  readonly session: string | null
  readonly timeoutSec: number
  readonly idleTimeoutSec: number
  readonly artifacts: readonly string[]
}

/** Whether an event's signature fits the record's token (PROTOCOL.md §5); null when the job has no token. */
export type SignatureVerdict = 'verified' | 'unsigned' | 'forged' | null

/** Why an event in the history is not an ordinary one. */
export type EntryNote = 'out-of-order' | 'after-end' | 'second-end' | 'late' | 'after-silence' | 'forged'

export interface HistoryEntry {
  readonly seq: number
  readonly event: EventType
  readonly detail: string
  readonly receivedMs: number
  /** The wall clock's epoch milliseconds at that moment, for display: the clock may be set, and a computer sleeps. */
  readonly receivedWallMs: number
  readonly retained: boolean
  readonly note: EntryNote | null
  readonly signature: SignatureVerdict
  /** The payload as one line of JSON; it may be cut off. */
  readonly json: string
}

/** How a job ended, by a terminal event or by its record. */
export interface Ending {
  readonly kind: 'completed' | 'error' | 'cancelled'
  readonly atMs: number
  readonly detail: string
  /** True when it came after the job had timed out. */
  readonly late: boolean
}

export interface Job {
  readonly key: JobKey
  readonly broker: BrokerId
  readonly id: JobId
  readonly topic: string
  readonly record: RecordFacts | null
  /** Receive times of the first and the last accepted event; null before any. */
  readonly firstEventMs: number | null
  readonly lastEventMs: number | null
  /** The last one's time by the wall clock then, in epoch milliseconds: another process knows the event by it. */
  readonly lastEventWallMs: number | null
  /** What the accepted event with the highest seq says; null before any. */
  readonly latest: {
    readonly seq: number
    readonly event: EventType
    readonly detail: string
    readonly receivedMs: number
  } | null
  readonly ending: Ending | null
  readonly seqs: SeqSet
  /** Events counted but not acted on. */
  readonly duplicates: number
  readonly secondEndings: number
  readonly forged: number
  /** In order of receipt, the last `maxHistory` at most. */
  readonly history: readonly HistoryEntry[]
}

// What the deck knows about one job. Texts are as they were sent, cut to a number of characters: hostile until a view makes
// them safe (`ui/job/job-text.ts`).
// Times are milliseconds on the monotonic timeline; `*Sec` are seconds.
import type { EventType } from '../protocol/event.ts'
import type { JobId } from '../protocol/job-id.ts'
import type { BrokerId, JobKey } from './job-key.ts'
import type { SeenEvents } from './seen-events.ts'
import type { SeqSet } from './seq-set.ts'

/** Reference defaults for a job without a record (PROTOCOL.md §3). */
export const defaultTimeoutSec = 3600
export const defaultIdleTimeoutSec = 120

/** The status that is shown: `deadlines.ts` derives it from the job and the time. */
export type Status = 'pending' | 'running' | 'needs-you' | 'timed-out' | 'completed' | 'error' | 'cancelled'

/** A registry record's status (PROTOCOL.md §3). */
export type RecordStatus = 'pending' | 'running' | 'completed' | 'error' | 'cancelled'

/** Whether a record of this status says that its job has ended. */
export function hasEnded(status: RecordStatus): status is Ending['kind'] {
  return status !== 'pending' && status !== 'running'
}

/** The tmux pane that a record names. */
export interface RecordedPane {
  /** Such as `%12`; unique as long as its server lives. */
  readonly id: string
  /** The process id of that server; null where the record does not say it. */
  readonly server: number | null
}

/** The facts of a registry record that the deck uses. */
export interface RecordFacts {
  readonly status: RecordStatus
  /** `created_at` on the monotonic timeline. */
  readonly createdMs: number
  /** The same as epoch milliseconds. */
  readonly createdWallMs: number
  readonly updatedMs: number
  readonly prompt: string
  readonly agent: string
  readonly session: string | null
  readonly pane: RecordedPane | null
  readonly timeoutSec: number
  readonly idleTimeoutSec: number
  readonly artifacts: readonly string[]
  /** The number that a publisher has taken last (PROTOCOL.md §5); 0 before any. */
  readonly lastSeq: number
}

/** Whether an event's signature fits the record's token (PROTOCOL.md §5); null when the job has no token. */
export type SignatureVerdict = 'verified' | 'unsigned' | 'forged' | null

/** What is unusual about an event in the history. */
export type EntryNote =
  | 'out-of-order'
  | 'restarted'
  | 'stray'
  | 'after-end'
  | 'second-end'
  | 'late'
  | 'after-silence'
  | 'not-a-number'
  | 'unsigned'
  | 'forged'

export interface HistoryEntry {
  readonly seq: number
  readonly event: EventType
  readonly detail: string
  readonly receivedMs: number
  /** The wall clock's epoch milliseconds at that moment, for display: the clock may be set, and a computer sleeps. */
  readonly receivedWallMs: number
  readonly retained: boolean
  /** Whether it comes from a log file: nobody was listening when it was sent. */
  readonly isFromLog: boolean
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
  /** The last one's time by the wall clock then, in epoch milliseconds: it is the same in every process. */
  readonly lastEventWallMs: number | null
  /** When the broker was heard again, while this job ran: the idle clock starts no earlier. Null when it was heard all along. */
  readonly idleFromMs: number | null
  /** What the accepted event with the highest seq since the numbers began says; null before any. */
  readonly latest: {
    readonly seq: number
    readonly event: EventType
    readonly detail: string
    readonly receivedMs: number
    /** The tool that runs from then on; null for none. */
    readonly tool: string | null
  } | null
  /** The request that no newer event has answered; of the last one that came, whatever its number. */
  readonly request: { readonly detail: string; readonly receivedMs: number } | null
  readonly ending: Ending | null
  /** The numbers since the publisher last began to count anew, and how many were missing before. */
  readonly seqs: SeqSet
  readonly missedBefore: number
  /** Those of them that are known from a log file or as a retained end: they may come from the broker once more. */
  readonly secondhand: SeqSet
  readonly seen: SeenEvents
  /** Events counted but not acted on. */
  readonly duplicates: number
  readonly secondEndings: number
  readonly unsigned: number
  readonly forged: number
  /** In order of receipt, the last `maxHistory` at most. */
  readonly history: readonly HistoryEntry[]
}

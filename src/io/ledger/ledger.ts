// The Ledger port: what was received from one broker, and what was judged, missed and seen of it, beyond the life of the
// process. The deck appends and restores, `logs` and `emit` read what is known of one job.
import type { JobFlags } from '../../domain/attention/job-flags.ts'
import type { JobdeckError } from '../../domain/failure.ts'
import type { Effect } from '../../domain/jobs/effect.ts'
import type { LogMark } from '../../domain/jobs/log-mark.ts'
import type { SeqSet } from '../../domain/jobs/seq-set.ts'
import type { EventType, JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Clock } from '../clock/clock.ts'

/** Which ledger: the broker by its URL, or by another name that stays the same (an embedded broker's port does not). */
export interface LedgerLocation {
  readonly stateDir: string
  readonly broker: string
}

export interface LedgerOptions extends LedgerLocation {
  /** Reports a problem with the ledger, and how many events it keeps out, once per change; null when it works again. */
  readonly onProblem: (problem: JobdeckError | null) => void
  /** The machine's, unless another is given. */
  readonly clock?: Clock
}

/** Opens a broker's ledger for reading and writing. */
export type OpenLedger = (options: LedgerOptions) => Ledger

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

/** How an event came here: from its publisher or the broker's queue, which MQTT does not tell apart; retained; or from a log file. */
export type EventSource = 'live' | 'retained' | 'file'

/** An event and what was made of it. */
export interface JudgedEvent extends LedgerEvent {
  readonly entry: TimedEntry
  readonly source: EventSource
  /** Why it is not an ordinary event, in the words of the one who judged it (`late`, `forged`, …); null for most. */
  readonly note: string | null
  readonly effect: Effect
}

/** What the ledger needs of an event to record it. */
export interface RecordableEvent extends Omit<JudgedEvent, 'event'> {
  readonly event: Pick<JobEvent, 'jobId' | 'seq' | 'event' | 'content' | 'detail'>
}

export interface JobHistory {
  /** In order of receipt, each once, however often it was delivered or recorded. */
  readonly events: readonly JudgedEvent[]
  /** Entries that could not be read; they may have belonged to any job. */
  readonly unreadable: number
}

/** What a deck shows of an event; `detail` is raw and bounded. */
export interface SummaryEvent {
  readonly seq: number
  readonly event: EventType
  readonly detail: string
  /** `JobEvent.content`. */
  readonly content: number
  readonly note: string | null
  /** The tool that runs from then on; null for none. */
  readonly tool: string | null
  readonly receivedMs: number
  readonly receivedAtMs: number
}

/** Counts by name: one for each note that events carry, and `repeated`, `notRecorded`. */
export type Tallies = Readonly<Record<string, number>>

export interface JobSummary {
  readonly jobId: JobId
  readonly topic: string | null
  /** Events recorded, those that retention has removed included. */
  readonly eventCount: number
  /** The numbers since the publisher last began to count anew, and how many were missing before. */
  readonly seqs: SeqSet
  readonly missedBefore: number
  /** Those of the numbers that are known from a log file or as a retained end. */
  readonly secondhand: SeqSet
  /** Receipt of the first and the last event that had influence. */
  readonly firstEventMs: number | null
  readonly firstEventAtMs: number | null
  readonly lastEventMs: number | null
  readonly lastEventAtMs: number | null
  readonly latest: SummaryEvent | null
  /** The request for the user that nothing has answered. */
  readonly request: SummaryEvent | null
  readonly ending: SummaryEvent | null
  readonly tallies: Tallies
  readonly deadlines: JobDeadlines | null
  /** What of the job was last seen, in the deck's words; null for nothing. */
  readonly acknowledged: string | null
  /** What the user has decided about it; null for nothing. */
  readonly flags: JobFlags | null
}

/** As `acknowledged` of what jobdeck 0.1.0 had kept: it held everything for seen that was there when it started. */
export const seenBefore = 'before the ledger'

/** A moment on the Clock's monotonic timeline, and what the wall clock said then. */
export interface Moment {
  readonly ms: number
  readonly atMs: number
}

export interface JobDeadlines {
  /** Since when each clock has been running; null for one that is not. */
  readonly totalFrom: Moment | null
  readonly idleFrom: Moment | null
  /** The monitor's verdict, which outlives the monitor; null for none. */
  readonly timedOut: 'total' | 'idle' | null
}

export interface Acknowledgement {
  readonly jobId: JobId
  /** What was seen, in the deck's words: it compares them with what there is to see. */
  readonly what: string
}

/** An event with a note, or one that did not come live. */
export interface MarkedEvent extends Pick<JudgedEvent, 'source' | 'note'> {
  readonly seq: number
}

/** What of a job is not ordinary. */
export interface JobMarks {
  /** In order of receipt. */
  readonly events: readonly MarkedEvent[]
  /** The numbers of events of ours that the broker has not acknowledged: they wait, were refused or were given up. */
  readonly unsent: readonly number[]
  /** The highest number that counted, restarts or not; 0 for none. */
  readonly highestSeq: number
  /** How many lines of its log files could not be read. */
  readonly unreadableLines: number
}

/** When nothing of a broker was heard, and why: what was sent in a gap may be missing (PROTOCOL.md §8). */
export interface Gap {
  /** On the Clock's monotonic timeline, and on the wall clock for showing. */
  readonly fromMs: number
  readonly toMs: number
  readonly fromAtMs: number
  readonly toAtMs: number
  /** In words. */
  readonly why: string
}

/** For each event whether it was new; null when they were given up while nothing could be written. */
export type Appended = readonly boolean[] | null

/**
 * Opening touches no disk: the first write creates what is missing. Writes are gathered for some milliseconds; each
 * resolves when it is on disk, or was given up. None rejects: `onProblem` hears of a failure, and what could not be
 * written is tried again. Reading rejects with JobdeckError `io`.
 */
export interface Ledger {
  /** Whether the last attempt to write failed: what is appended waits in memory. */
  readonly isFailing: boolean
  append(events: readonly RecordableEvent[]): Promise<Appended>
  /** Writes what waits, all at once. */
  flush(): Promise<void>
  /** Calls `onJobs` with some jobs at a time until all were there. */
  restoreJobs(onJobs: (jobs: readonly JobSummary[]) => void): Promise<void>
  /** What is known of one job; null for nothing. */
  jobSummary(jobId: JobId): Promise<JobSummary | null>
  /** Calls `onEntry` with every entry, oldest first; resolves to how many lines of an old journal were unreadable. */
  restore(onEntry: (entry: TimedEntry) => void): Promise<number>
  /** One job's events. */
  jobHistory(jobId: JobId): Promise<JobHistory>
  /** The last events of a job, at most `count`, in order of receipt. */
  lastEvents(jobId: JobId, count: number): Promise<readonly JudgedEvent[]>
  /**
   * The numbers above `after` (0 for all) of a job's events, in order of receipt: how many there are, and which ones a window
   * shows. A number stays that of its event.
   */
  eventIds(jobId: JobId, after: number): Promise<readonly number[]>
  /** The events of a job with these numbers; those that are gone or cannot be read are left out. */
  events(jobId: JobId, ids: readonly number[]): Promise<ReadonlyMap<number, JudgedEvent>>
  /** When those of these events that are there were received, on the Clock's timeline. */
  eventTimes(jobId: JobId, ids: readonly number[]): Promise<readonly number[]>
  /** What of a job is not ordinary, without its payloads. */
  jobMarks(jobId: JobId, sinceAtMs: number): Promise<JobMarks>
  /** By path, how much of each log file has been taken in. */
  logMarks(): Promise<ReadonlyMap<string, LogMark>>
  saveLogMark(mark: LogMark): Promise<void>
  /** Every gap that is known, the oldest first. */
  gaps(): Promise<readonly Gap[]>
  /**
   * `JobEvent.content` of each event of a job with this seq that was recorded before the jobs were last restored; none while
   * the ledger cannot be read. What another deck has recorded since may be on its way here, too.
   */
  contentsOf(jobId: JobId, seq: number): readonly number[]
  /** Adds to one of a job's counts, such as `repeated` for what came again and is stored already. */
  tally(jobId: JobId, name: string, count: number): Promise<void>
  /** Which jobs the registry has records of: retention spares them as long as they live. */
  setRecords(jobIds: readonly JobId[]): Promise<void>
  saveDeadlines(deadlines: ReadonlyMap<JobId, JobDeadlines>): Promise<void>
  acknowledge(seen: readonly Acknowledgement[]): Promise<void>
  saveFlags(jobId: JobId, flags: JobFlags): Promise<void>
  recordGap(gap: Gap): Promise<void>
  /** Notes that the broker is being heard right now: the next gap begins here should this process be killed. */
  noteHeard(): Promise<void>
  lastHeard(): Promise<Moment | null>
  /** What was reported about the file itself has been seen: nobody else needs to hear of it. */
  forgetNotice(): Promise<void>
  /** Writes what waits for a last time and releases the files. Resolves to why events are not recorded; null when all are. */
  close(): Promise<JobdeckError | null>
}

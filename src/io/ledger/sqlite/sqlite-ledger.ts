// The ledger of one broker in SQLite: what was received, what was judged and seen of it, what was missed, and what is on its
// way out. Several processes use one file; each event is in it once (PROTOCOL.md §8).

import type { JobFlags } from '../../../domain/attention/job-flags.ts'
import type { JobdeckError } from '../../../domain/failure.ts'
import type { LogMark } from '../../../domain/jobs/log-mark.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import { type Boot, currentBoot } from '../../clock/boot.ts'
import type { Cancel } from '../../clock/clock.ts'
import { systemClock } from '../../clock/system-clock.ts'
import type {
  Acknowledgement,
  Appended,
  Gap,
  JobDeadlines,
  JobHistory,
  JobMarks,
  JobSummary,
  JudgedEvent,
  Ledger,
  LedgerOptions,
  Moment,
  RecordableEvent,
  TimedEntry,
} from '../ledger.ts'
import { acknowledge } from './acknowledgements.ts'
import { saveDeadlines } from './deadlines.ts'
import { noteHeard, readGaps, readHeard, recordGap } from './gaps.ts'
import {
  readContents,
  readEventIds,
  readEvents,
  readEventTimes,
  readJobEvents,
  readLastEvents,
  readLastId,
  restoreEntries,
} from './job-events.ts'
import { saveFlags } from './job-flags.ts'
import { readJobMarks } from './job-marks.ts'
import { readJobSummary, restoreJobs } from './job-summaries.ts'
import { withTally } from './job-summary.ts'
import type { JobRow } from './kept-rows.ts'
import { LedgerAccess } from './ledger-access.ts'
import { readLogMarks, saveLogMark } from './log-marks.ts'
import { Outbox } from './outbox.ts'
import { setRecords } from './recorded-jobs.ts'
import { defaultRetention, type RetentionLimits, sweep } from './retention.ts'
import { Timeline } from './stamp.ts'
import { storeEvent } from './store-event.ts'

export interface SqliteLedgerOptions extends LedgerOptions {
  readonly boot?: Boot
  readonly retention?: RetentionLimits
}

/** When a deck has long shown its jobs. */
const firstSweepMs = 60_000
const sweepEveryMs = 600_000
/** So many characters of payloads call for a sweep before its time. */
const sweepEverySize = 64_000_000

export class SqliteLedger implements Ledger {
  readonly outbox: Outbox
  readonly #access: LedgerAccess
  readonly #retention: RetentionLimits
  readonly #cancelSweeps: readonly Cancel[]
  #sweeping: Promise<void> = Promise.resolve()
  /** The number of the last event that was there when the jobs were restored. */
  #restoredThrough = 0
  #sizeSinceSweep = 0
  /** Events that were given up, to be counted for their jobs as soon as something can be written. */
  readonly #notRecorded = new Map<JobId, number>()
  #isCounting = false

  constructor({
    clock = systemClock,
    boot = currentBoot(clock),
    retention = defaultRetention,
    ...options
  }: SqliteLedgerOptions) {
    this.#access = new LedgerAccess({ ...options, timeline: new Timeline(clock, boot) })
    this.outbox = new Outbox(this.#access)
    this.#retention = retention
    const sweep = () => void this.sweep()
    this.#cancelSweeps = [clock.after(firstSweepMs, sweep), clock.every(sweepEveryMs, sweep)]
  }

  append(events: readonly RecordableEvent[]): Promise<Appended> {
    const { timeline } = this.#access
    const stamped = events.map((event) => ({
      event,
      stamp: timeline.stampOf(event.entry.receivedMs, event.entry.receivedAtMs),
    }))
    this.#access.countWaiting(events.length)
    const size = events.reduce((sum, { entry }) => sum + entry.payload.length, 0)
    this.#sizeSinceSweep += size
    if (this.#sizeSinceSweep > sweepEverySize) void this.sweep()
    return this.#access
      .write(size, (transaction) => stamped.map(({ event, stamp }) => storeEvent(transaction, event, stamp)))
      .then((isNew) => {
        this.#access.countWaiting(-events.length)
        if (isNew === null) this.#giveUp(events)
        return isNew
      })
  }

  get isFailing(): boolean {
    return this.#access.isFailing
  }

  flush(): Promise<void> {
    return this.#access.flush()
  }

  restore(onEntry: (entry: TimedEntry) => void): Promise<number> {
    return restoreEntries(this.#access, onEntry)
  }

  jobHistory(jobId: JobId): Promise<JobHistory> {
    return readJobEvents(this.#access, jobId)
  }

  lastEvents(jobId: JobId, count: number): Promise<readonly JudgedEvent[]> {
    return readLastEvents(this.#access, jobId, count)
  }

  eventIds(jobId: JobId, after: number): Promise<readonly number[]> {
    return readEventIds(this.#access, jobId, after)
  }

  events(jobId: JobId, ids: readonly number[]): Promise<ReadonlyMap<number, JudgedEvent>> {
    return readEvents(this.#access, jobId, ids)
  }

  eventTimes(jobId: JobId, ids: readonly number[]): Promise<readonly number[]> {
    return readEventTimes(this.#access, jobId, ids)
  }

  logMarks(): Promise<ReadonlyMap<string, LogMark>> {
    return readLogMarks(this.#access)
  }

  saveLogMark(mark: LogMark): Promise<void> {
    return saveLogMark(this.#access, mark)
  }

  jobMarks(jobId: JobId, sinceAtMs: number): Promise<JobMarks> {
    return readJobMarks(this.#access, jobId, sinceAtMs)
  }

  contentsOf(jobId: JobId, seq: number): readonly number[] {
    return readContents(this.#access, jobId, seq, this.#restoredThrough)
  }

  async restoreJobs(onJobs: (jobs: readonly JobSummary[]) => void): Promise<void> {
    this.#restoredThrough = await readLastId(this.#access)
    await restoreJobs(this.#access, onJobs)
  }

  jobSummary(jobId: JobId): Promise<JobSummary | null> {
    return readJobSummary(this.#access, jobId)
  }

  /** Adds to one of a job's counts, such as `repeated` for what came again and is stored already. */
  async tally(jobId: JobId, name: string, count: number): Promise<void> {
    await this.#access.write(1, ({ jobs }) => {
      addTally(jobs.row(jobId), name, count)
    })
  }

  setRecords(jobIds: readonly JobId[]): Promise<void> {
    return setRecords(this.#access, jobIds)
  }

  saveDeadlines(deadlines: ReadonlyMap<JobId, JobDeadlines>): Promise<void> {
    return saveDeadlines(this.#access, deadlines)
  }

  acknowledge(seen: readonly Acknowledgement[]): Promise<void> {
    return acknowledge(this.#access, seen)
  }

  saveFlags(jobId: JobId, flags: JobFlags): Promise<void> {
    return saveFlags(this.#access, jobId, flags)
  }

  recordGap(gap: Gap): Promise<void> {
    return recordGap(this.#access, gap)
  }

  gaps(): Promise<readonly Gap[]> {
    return readGaps(this.#access)
  }

  noteHeard(): Promise<void> {
    return noteHeard(this.#access)
  }

  lastHeard(): Promise<Moment | null> {
    return readHeard(this.#access)
  }

  forgetNotice(): Promise<void> {
    return this.#access.forgetNotice()
  }

  /** Forgets what the retention limits do not cover; happens by itself every ten minutes. */
  sweep(): Promise<void> {
    this.#sizeSinceSweep = 0
    this.#sweeping = this.#sweeping.then(() => sweep(this.#access, this.#retention)).catch(() => {})
    return this.#sweeping
  }

  async close(): Promise<JobdeckError | null> {
    for (const cancel of this.#cancelSweeps) cancel()
    await this.#access.finishWriting()
    await this.#sweeping
    this.#access.release()
    return this.#access.loss()
  }

  #giveUp(events: readonly RecordableEvent[]): void {
    this.#access.countLost(events.length)
    const counts = this.#notRecorded
    for (const { event } of events) counts.set(event.jobId, (counts.get(event.jobId) ?? 0) + 1)
    // One write waits for all that is given up until it happens.
    if (counts.size > 0 && !this.#isCounting) void this.#countNotRecorded()
  }

  async #countNotRecorded(): Promise<void> {
    this.#isCounting = true
    const counted = await this.#access.write(1, ({ jobs }) => {
      const counts = [...this.#notRecorded]
      for (const [jobId, count] of counts) addTally(jobs.row(jobId), 'notRecorded', count)
      return counts
    })
    this.#isCounting = false
    for (const [jobId, count] of counted ?? []) {
      const left = (this.#notRecorded.get(jobId) ?? 0) - count
      if (left > 0) this.#notRecorded.set(jobId, left)
      else this.#notRecorded.delete(jobId)
    }
  }
}

function addTally(job: JobRow, name: string, count: number): void {
  job.summary = { ...job.summary, tallies: withTally(job.summary.tallies, name, count) }
}

// The ledger of one feed: its jobs come out of it when the feed opens, and what is received, judged and seen goes in.
import type { JobFlags } from '../../domain/attention/job-flags.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { maxHistory } from '../../domain/jobs/fold.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { isEventsTopicBelow } from '../../domain/protocol/topics.ts'
import { type Cancel, type Clock, sleep } from '../../io/clock/clock.ts'
import type {
  Gap,
  JobSummary,
  JudgedEvent,
  Ledger,
  LedgerEntry,
  OpenLedger,
  TimedEntry,
} from '../../io/ledger/ledger.ts'
import type { LogFault } from '../../io/registry/read-job-log.ts'
import type { HistorySource, RecordedEvent } from './history-source.ts'
import type { Intake } from './intake.ts'
import { JobLogs, placeOf } from './job-logs.ts'
import type { KeptEvent } from './message-outcome.ts'
import type { IntakeRecord } from './record-topics.ts'
import { Recorder } from './recorder.ts'
import { type RestoredMarks, restoredMarks } from './restored-marks.ts'

export interface FeedLedgerOptions {
  readonly stateDir: string
  readonly broker: string
  readonly topicBase: string
  readonly registryDir: string
  readonly intake: Intake
  readonly clock: Clock
  /** Every delivery up to and including this one is on disk, or given up. */
  readonly acknowledge: (through: number) => void
  readonly openLedger: OpenLedger
  readonly onProblem: (problem: JobdeckError | null) => void
  /** A job's history has been read. */
  readonly onHistory: () => void
  /** Lines of a job's log, or a whole log, could not be read. */
  readonly onLogFault: (path: string, fault: LogFault) => void
}

/** The jobs are shown after this long, even if not all of their logs have been read. */
const maxLogWaitMs = 500
/** A log is read this long after its record has changed: what was sent meanwhile has come from the broker by then. */
const logSettleMs = 10_000

export class FeedLedger {
  readonly #options: FeedLedgerOptions
  readonly #ledger: Ledger
  readonly #recorder: Recorder
  #records: ReadonlyMap<JobId, IntakeRecord> = new Map()
  /** The creation time of each record whose start is in the ledger. */
  readonly #saved = new Map<JobId, number>()
  #isRestored = false
  readonly #logs: JobLogs
  #reading: Promise<void> = Promise.resolve()
  readonly #changed = new Set<JobId>()
  #cancelReading: Cancel | null = null
  /** Jobs whose history is looked at; it may be in the ledger before its job is here. */
  readonly #wanted = new Set<JobId>()

  constructor(options: FeedLedgerOptions) {
    this.#options = options
    const { stateDir, broker, clock, onProblem, openLedger } = options
    this.#ledger = openLedger({ stateDir, broker, clock, onProblem })
    this.#recorder = new Recorder({ ledger: this.#ledger, clock, acknowledge: options.acknowledge })
    this.#logs = new JobLogs({
      ...options,
      ledger: this.#ledger,
      record: (event) => this.#recorder.record(event, 0),
      flush: () => this.flush(),
      onFault: options.onLogFault,
    })
  }

  /** Brings the intake, which is paused, up to what the ledger knows. Never rejects. */
  async restore(): Promise<RestoredMarks> {
    const summaries: JobSummary[] = []
    try {
      await this.#logs.begin()
      await this.#ledger.restoreJobs((jobs) => summaries.push(...jobs.filter((job) => this.#isHeard(job))))
      // The latest come last: they stay when there are too many.
      summaries.sort((a, b) => (a.lastEventMs ?? 0) - (b.lastEventMs ?? 0))
      for (const summary of summaries) await this.#restoreJob(summary)
    } catch (error) {
      this.#report(error)
    }
    const isFirst = !this.#isRestored
    this.#isRestored = true
    this.#saveRecords()
    const isRead = this.#readLogs(this.#records)
    await Promise.race([isRead, sleep(this.#options.clock, maxLogWaitMs)])
    for (const id of this.#wanted) this.#loadHistory(id)
    const { intake, clock } = this.#options
    return restoredMarks({
      summaries,
      reading: isFirst ? 'first' : 'again',
      recorded: this.#records.keys(),
      jobs: intake.jobs,
      nowMs: clock.monotonicMs(),
      lastHeardWallMs: await this.lastHeardWallMs(),
      saveSeen: (jobId, state) => this.saveSeen(jobId, state),
    })
  }

  /** Takes the next delivery, and what is to be kept of it. */
  record(message: Message, kept: KeptEvent | null, delivery: number): void {
    this.#recorder.record(kept && judgedEventOf(message, kept), delivery)
  }

  countRepeat(jobId: JobId): void {
    void this.#ledger.tally(jobId, 'repeated', 1)
  }

  contentsOf(jobId: JobId, seq: number): readonly number[] {
    return this.#ledger.contentsOf(jobId, seq)
  }

  /** The known gaps, the oldest first; none when they cannot be read. */
  gaps(): Promise<readonly Gap[]> {
    return this.#ledger.gaps().catch(() => [])
  }

  recordGap(gap: Gap): void {
    void this.#ledger.recordGap(gap)
  }

  /** When a deck last noted that it was hearing the broker, in epoch milliseconds; null for never. */
  async lastHeardWallMs(): Promise<number | null> {
    try {
      return (await this.#ledger.lastHeard())?.atMs ?? null
    } catch {
      return null
    }
  }

  /** The broker is being heard right now. */
  noteHeard(): void {
    void this.#ledger.noteHeard()
  }

  /** The user has seen this state of the job. */
  saveSeen(jobId: JobId, state: string): void {
    void this.#ledger.acknowledge([{ jobId, what: state }])
  }

  saveFlags(jobId: JobId, flags: JobFlags): void {
    void this.#ledger.saveFlags(jobId, flags)
  }

  setRecords(records: ReadonlyMap<JobId, IntakeRecord>): void {
    const before = this.#records
    this.#records = records
    if (!this.#isRestored) return
    this.#saveRecords()
    for (const [id, record] of records) if (before.get(id) !== record) this.#changed.add(id)
    if (this.#changed.size > 0) this.#readLogsSoon()
  }

  /** Reads the history of a job that is looked at, now or as soon as the job is restored. */
  wantHistory(jobId: JobId): void {
    this.#wanted.add(jobId)
    if (this.#isRestored) this.#loadHistory(jobId)
  }

  /** The whole history of a job, for reading. What has come is on disk before its numbers are read. */
  historyOf(jobId: JobId): HistorySource {
    return {
      idsAfter: async (after) => {
        await this.flush()
        return await this.#ledger.eventIds(jobId, after)
      },
      events: async (ids) => {
        const { clock, intake } = this.#options
        // A search reads one part after another.
        await new Promise<void>((resolve) => clock.soon(resolve))
        const recorded = (event: JudgedEvent): RecordedEvent => ({
          entry: intake.entryOf(jobId, event),
          payload: event.entry.payload,
          json: JSON.stringify(event.event.payload),
        })
        return new Map(Array.from(await this.#ledger.events(jobId, ids), ([id, event]) => [id, recorded(event)]))
      },
      times: (ids) => this.#ledger.eventTimes(jobId, ids),
    }
  }

  /** When the broker was last heard, on the monotonic timeline; null for never. */
  async lastHeardMs(): Promise<number | null> {
    const noted = await this.#ledger.lastHeard().catch(() => null)
    let lastMs = noted?.ms ?? null
    for (const { lastEventMs } of this.#options.intake.jobs.values())
      if (lastEventMs !== null && lastEventMs > (lastMs ?? Number.NEGATIVE_INFINITY)) lastMs = lastEventMs
    return lastMs
  }

  flush(): Promise<void> {
    this.#recorder.handOver()
    return this.#ledger.flush()
  }

  /** Resolves to why events are not recorded; null when all are. */
  async close(): Promise<JobdeckError | null> {
    this.#cancelReading?.()
    await this.#reading
    void this.#ledger.forgetNotice()
    await this.flush()
    return await this.#ledger.close()
  }

  /** Another deck on this broker may have listened to more: what does not come here would seem to have stopped. */
  #isHeard({ topic, deadlines, acknowledged, flags }: JobSummary): boolean {
    const { topicBase, intake } = this.#options
    if (topic === null) return deadlines !== null || acknowledged !== null || flags !== null
    return isEventsTopicBelow(topic, topicBase) || intake.isRecordTopic(topic)
  }

  async #restoreJob(summary: JobSummary): Promise<void> {
    const { intake } = this.#options
    const { jobId, deadlines } = summary
    if (deadlines?.totalFrom) {
      this.#saved.set(jobId, deadlines.totalFrom.atMs)
      intake.restoreStart(jobId, deadlines.totalFrom)
    }
    if (intake.restoreJob(summary)) return
    const { events } = await this.#ledger.jobHistory(jobId)
    for (const event of events) if (this.#isOnTopic(event.entry)) intake.restore(messageOf(event.entry), placeOf(event))
  }

  #readLogsSoon(): void {
    this.#cancelReading ??= this.#options.clock.after(logSettleMs, () => {
      this.#cancelReading = null
      const changed = [...this.#records].filter(([id]) => this.#changed.has(id))
      this.#changed.clear()
      void this.#readLogs(new Map(changed))
    })
  }

  /** Never rejects. */
  #readLogs(records: ReadonlyMap<JobId, IntakeRecord>): Promise<void> {
    this.#reading = this.#reading.then(async () => {
      try {
        if (await this.#logs.read(records)) this.#options.onHistory()
      } catch (error) {
        this.#report(error)
      }
    })
    return this.#reading
  }

  #isOnTopic({ topic }: LedgerEntry): boolean {
    return isEventsTopicBelow(topic, this.#options.topicBase) || this.#options.intake.isRecordTopic(topic)
  }

  /** Keeps since when each record's clock has been running: setting the wall clock until the next run does not move that. */
  #saveRecords(): void {
    const fresh = [...this.#records].filter(([id, { facts }]) => this.#saved.get(id) !== facts.createdWallMs)
    if (fresh.length === 0) return
    const deadlines = fresh.map(([id, { facts }]) => {
      this.#saved.set(id, facts.createdWallMs)
      const totalFrom = { ms: facts.createdMs, atMs: facts.createdWallMs }
      return [id, { totalFrom, idleFrom: null, timedOut: null }] as const
    })
    void this.#ledger.saveDeadlines(new Map(deadlines))
    void this.#ledger.setRecords([...this.#records.keys()])
  }

  #loadHistory(jobId: JobId): void {
    const { intake, onHistory } = this.#options
    if (!intake.lookAt(jobId)) return
    this.#ledger.lastEvents(jobId, maxHistory).then(
      (events) => {
        intake.restoreHistory(jobId, events)
        onHistory()
      },
      (error: unknown) => this.#report(error),
    )
  }

  #report(error: unknown): void {
    this.#options.onProblem(error instanceof JobdeckError ? error : new JobdeckError('io', String(error)))
  }
}

function judgedEventOf(
  { topic, retained, receivedMs, receivedWallMs }: Message,
  { event, text, note, effect }: KeptEvent,
): JudgedEvent {
  const entry = { receivedMs, receivedAtMs: receivedWallMs, topic, retained, payload: text }
  return { entry, event, source: retained ? 'retained' : 'live', note, effect }
}

function messageOf({ topic, payload, retained, receivedMs, receivedAtMs: receivedWallMs }: TimedEntry): Message {
  return { topic, payload: Buffer.from(payload), retained, receivedMs, receivedWallMs }
}

// Turns one feed's messages and the registry's records into jobs: decodes, verifies and folds, and reports every job that
// changed. Needs neither a clock nor the store.
import { fold, isExpected, newJob, withRecord } from '../../domain/jobs/fold.ts'
import { hearAgain } from '../../domain/jobs/hear-again.ts'
import type { HistoryEntry, Job, RecordFacts } from '../../domain/jobs/job.ts'
import type { BrokerId } from '../../domain/jobs/job-key.ts'
import type { TakenPlace } from '../../domain/jobs/log-places.ts'
import type { Cause, JobChange } from '../../domain/jobs/transition.ts'
import { decodeMessage } from '../../domain/protocol/decode.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { eventsTopicOf } from '../../domain/protocol/topics.ts'
import type { JobSummary, JudgedEvent, Moment } from '../../io/ledger/ledger.ts'
import { Admission, maxJobs } from './admission.ts'
import { changesBetween } from './changes-between.ts'
import { EarlyMessages } from './early-messages.ts'
import type { Hearing } from './hearing.ts'
import { elsewhere, type MessageOutcome, outcomeOf } from './message-outcome.ts'
import { isShown, type Only } from './only.ts'
import { RecentHistories } from './recent-histories.ts'
import { RecentMessages } from './recent-messages.ts'
import { type IntakeRecord, RecordTopics } from './record-topics.ts'
import { isUpToDate, rememberedEntry, restoredJob, withHistory, withoutHistory, withRecorded } from './restored-job.ts'

export interface IntakeOptions {
  readonly broker: BrokerId
  readonly only: Only
  /** Called once for every message from the wire, in order, with the number of its delivery. */
  readonly onOutcome: (message: Message, outcome: MessageOutcome, delivery: number) => void
  /** The contents (`JobEvent.content`) that the ledger has under a number of a job; by default none. */
  readonly recordedContents?: (jobId: JobId, seq: number) => readonly number[]
  /** Hears of every message from the wire, and says how it is judged; by default as one that came just now. */
  readonly hearing?: Pick<Hearing, 'receive' | 'isCatchingUp'>
  /** How large all histories together may be. */
  readonly maxChars?: number
}

/** While the ledger is being read: the messages that came meanwhile, and the jobs as they were last reported. */
interface Pause {
  readonly waiting: { readonly message: Message; readonly delivery: number }[]
  readonly reported: ReadonlyMap<JobId, Job>
}

export class Intake {
  readonly #options: IntakeOptions
  readonly #jobs = new Map<JobId, Job>()
  readonly #records = new RecordTopics()
  readonly #admission = new Admission()
  readonly #early = new EarlyMessages()
  readonly #ignored = new RecentMessages()
  readonly #histories: RecentHistories
  /** Jobs whose history, or the beginning of it, is in the ledger only. */
  readonly #unread = new Set<JobId>()
  /** Since when the total clocks of jobs with a record have been running, as an earlier run measured it. */
  readonly #starts = new Map<JobId, Moment>()
  #pause: Pause | null = null
  #report: ((change: JobChange) => void) | null = null
  #wasShown = false

  constructor(options: IntakeOptions) {
    this.#options = options
    this.#histories = new RecentHistories(options.maxChars)
  }

  get jobs(): ReadonlyMap<JobId, Job> {
    return this.#jobs
  }

  /** Whether a record names this topic for its events. */
  isRecordTopic(topic: string): boolean {
    return this.#records.hasTopic(topic)
  }

  /** Processes a message from the wire. */
  readonly receive = (message: Message, delivery = 0): void => {
    if (this.#pause) this.#pause.waiting.push({ message, delivery })
    else this.#options.onOutcome(message, this.#takeFromWire(message), delivery)
  }

  #takeFromWire(message: Message): MessageOutcome {
    const { hearing } = this.#options
    const judgedMs = hearing?.receive(message.receivedMs)
    return this.#take(message, message.retained ? 'retained' : hearing?.isCatchingUp ? 'queued' : 'live', judgedMs)
  }

  /** The broker is heard again: the jobs that ran get a fresh idle span. */
  hearAgain(deafSinceMs: number, nowMs: number): void {
    for (const job of this.#jobs.values()) this.#keep(hearAgain(job, deafSinceMs, nowMs), 'tick')
  }

  /** Takes what the ledger remembers. Two decks may have written it: an event that it holds twice does not count as a duplicate. */
  restore(message: Message, logPlace?: TakenPlace): void {
    const before = this.#records.jobsOn(message.topic).map((id) => this.#jobs.get(id))
    const outcome = this.#take(message, 'restored', message.receivedMs, logPlace)
    if (outcome.kind !== 'dropped' || outcome.reason !== 'duplicate') return
    for (const job of before) if (job) this.#keep(job, 'restored')
  }

  /** Takes an event of a log file: history, however new it is. */
  takeLogged(message: Message, logPlace: TakenPlace): MessageOutcome {
    return this.#take(message, 'retained', message.receivedMs, logPlace)
  }

  /**
   * Takes a job as the ledger remembers it. Returns false when its events must be restored one by one: some of them were
   * received here too, or its token, which may be newer than they are, must judge them.
   */
  restoreJob(summary: JobSummary): boolean {
    const { jobId: id, topic, lastEventMs } = summary
    if (topic === null || summary.latest === null || lastEventMs === null || !this.#isShown(id)) return true
    const record = this.#records.get(id)
    if (record && topic !== eventsTopicOf(record.topicPrefix)) return true
    const known = this.#jobs.get(id)
    if (known && isUpToDate(known, summary)) return true
    if (known?.latest || (record && record.authToken !== null)) return false
    const job = known ?? this.#admit(id, { topic, retained: false, receivedMs: lastEventMs }, 'restored')
    if (!job) return true
    const restored = restoredJob(job, summary)
    this.#keep(restored, 'restored')
    this.#admission.put(restored)
    this.#unread.add(id)
    if (!record) this.#early.giveUp(id)
    return true
  }

  /** An earlier run measured since when a job's total clock has been running: setting the wall clock does not move that. */
  restoreStart(id: JobId, start: Moment): void {
    this.#starts.set(id, start)
    const job = this.#jobs.get(id)
    if (job?.record) this.#keep(withRecord(job, this.#measured(id, job.record)), 'record')
  }

  /** The user looks at a job. Returns whether its history must be read from the ledger. */
  lookAt(id: JobId): boolean {
    this.#histories.lookAt(id)
    return this.#unread.has(id)
  }

  /** Takes the last events of a job whose history was in the ledger only. */
  restoreHistory(id: JobId, events: readonly JudgedEvent[]): void {
    const job = this.#jobs.get(id)
    if (!job || !this.#unread.delete(id)) return
    const restored = withHistory(job, events, (text) => this.#records.verdictOn(id, text))
    this.#keep(restored, 'restored')
    this.#keepRecent(restored, 'restored')
  }

  /** An event of the ledger as the history of its job has it. */
  entryOf(id: JobId, event: JudgedEvent): HistoryEntry {
    return rememberedEntry(event, (text) => this.#records.verdictOn(id, text))
  }

  /** Call before the ledger is read: messages that come meanwhile are newer than its entries, and wait. */
  pause(): void {
    this.#pause ??= { waiting: [], reported: new Map(this.#jobs) }
  }

  /** Call after the ledger was read: reports what it changed, with that cause, and processes the messages that waited. */
  resume(cause: Cause): void {
    const pause = this.#pause
    if (!pause) return
    this.#pause = null
    this.#reportAll(pause.reported, this.#jobs, cause)
    for (const { message, delivery } of pause.waiting) this.receive(message, delivery)
  }

  /** Shows the jobs on the deck: reports them all, and every change from now on. */
  enter(report: (change: JobChange) => void): void {
    this.#report = report
    this.#reportAll(new Map(), this.#reported, this.#wasShown ? 'retained' : 'restored')
    this.#wasShown = true
  }

  /** Removes the jobs from the deck: reports that, then nothing more. */
  leave(): void {
    this.#reportAll(this.#reported, new Map(), 'retained')
    this.#report = null
  }

  /** Replaces the registry's records: new records create jobs, and jobs whose record is gone lose its facts. */
  setRecords(records: ReadonlyMap<JobId, IntakeRecord>): void {
    for (const id of [...this.#records.ids()]) if (!records.has(id)) this.#forgetRecord(id)
    for (const [id, record] of records)
      if (this.#records.get(id) !== record && isShown(this.#options.only, id, records)) this.#setRecord(id, record)
  }

  get #reported(): ReadonlyMap<JobId, Job> {
    return this.#pause?.reported ?? this.#jobs
  }

  #take(message: Message, cause: Cause, judgedMs = message.receivedMs, logPlace?: TakenPlace): MessageOutcome {
    const jobIds = this.#records.jobsOn(message.topic)
    const isMine = this.#options.only === 'mine'
    if (!jobIds.some((id) => this.#isShown(id)) && (isMine || jobIds.length > 0)) {
      if (isMine) this.#ignored.add(message)
      return { kind: 'ignored' }
    }
    const decoded = decodeMessage(jobIds, message.payload)
    if (decoded.kind === 'dropped') return decoded
    if (decoded.kind === 'cleared' || !this.#isShown(decoded.event.jobId)) return { kind: 'ignored' }
    const { event, text } = decoded
    const record = this.#records.get(event.jobId)
    if (record && message.topic !== eventsTopicOf(record.topicPrefix)) return elsewhere(event.jobId, record)
    const known = this.#jobs.get(event.jobId) ?? this.#admit(event.jobId, message, cause)
    if (!known) return { kind: 'dropped', reason: 'too-many-jobs', explanation: `at most ${maxJobs} jobs are kept` }
    const { recordedContents } = this.#options
    // What is taken again is in the ledger already.
    const isFromWire = cause !== 'restored' && cause !== 'record'
    const job = isFromWire && recordedContents ? withRecorded(known, event, recordedContents) : known
    const receipt = { ...message, judgedMs, logPlace, signature: this.#records.verdictOn(event.jobId, text) }
    const { job: folded, outcome, note, effect } = fold(job, event, receipt)
    this.#keep(folded, cause)
    this.#admission.put(folded)
    this.#keepRecent(folded, cause)
    if (!record && outcome !== 'duplicate') this.#early.add(job.id, message, text)
    if (outcome === 'duplicate' && isExpected(job, event, receipt)) return { kind: 'ignored' }
    return outcomeOf(outcome, { event, text, note, effect })
  }

  #isShown(id: JobId): boolean {
    return isShown(this.#options.only, id, this.#records)
  }

  /** The longest silent jobs make room for the history of this one. */
  #keepRecent(heard: Job, cause: Cause): void {
    this.#histories.note(heard)
    for (let id = this.#histories.next(); id !== null; id = this.#histories.next()) {
      const job = this.#jobs.get(id)
      if (job) this.#keep(withoutHistory(job), cause)
      this.#unread.add(id)
    }
  }

  #measured(id: JobId, facts: RecordFacts): RecordFacts {
    const start = this.#starts.get(id)
    return start?.atMs === facts.createdWallMs ? { ...facts, createdMs: start.ms } : facts
  }

  #admit(id: JobId, { topic, retained, receivedMs }: Omit<Message, 'payload' | 'receivedWallMs'>, cause: Cause) {
    if (this.#jobs.size >= maxJobs) {
      // Retained events come again with every connection: they would evict those of the previous one.
      const leaving = retained ? null : this.#admission.jobToEvict(this.#jobs, receivedMs)
      if (leaving === null) return null
      this.#drop(leaving, cause)
    }
    return newJob(this.#options.broker, id, topic)
  }

  #setRecord(id: JobId, record: IntakeRecord): void {
    const topic = eventsTopicOf(record.topicPrefix)
    this.#records.set(id, record)
    const fresh = newJob(this.#options.broker, id, topic)
    const before = this.#jobs.get(id) ?? fresh
    const early = this.#early.take(id)
    // Messages that came before the token was known are processed again: now the forged ones show.
    const again = record.authToken === null ? null : early
    const start = again ? { ...fresh, duplicates: before.duplicates, idleFromMs: before.idleFromMs } : before
    const job = { ...withRecord(start, this.#measured(id, record.facts)), topic }
    this.#keep(job, 'record')
    this.#admission.put(job)
    for (const message of again ?? []) this.#take(message, 'record')
    for (const message of this.#ignored.take(topic)) this.receive(message)
  }

  #forgetRecord(id: JobId): void {
    this.#records.delete(id)
    const job = this.#jobs.get(id)
    // A job that was only a record is gone with it; one with events stays, with its history, if it is still shown.
    if (!job?.latest || !this.#isShown(id)) this.#drop(id, 'record')
    else {
      this.#early.giveUp(id)
      const stranger = withRecord(job, null)
      this.#keep(stranger, 'record')
      this.#admission.put(stranger)
    }
  }

  #keep(job: Job, cause: Cause): void {
    const before = this.#jobs.get(job.id) ?? null
    if (before === job) return
    this.#jobs.set(job.id, job)
    if (!this.#pause) this.#report?.({ key: job.key, before, after: job, cause })
  }

  #drop(id: JobId, cause: Cause): void {
    const before = this.#jobs.get(id)
    if (!before) return
    this.#histories.forget(id)
    this.#jobs.delete(id)
    this.#early.forget(id)
    this.#unread.delete(id)
    this.#admission.delete(id)
    if (!this.#pause) this.#report?.({ key: before.key, before, after: null, cause })
  }

  #reportAll(before: ReadonlyMap<JobId, Job>, after: ReadonlyMap<JobId, Job>, cause: Cause): void {
    for (const change of changesBetween(before, after, cause)) this.#report?.(change)
  }
}

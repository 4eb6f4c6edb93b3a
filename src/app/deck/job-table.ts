// The jobs of one broker: takes messages and registry records in, keeps each job folded. Knows no clock and no store.
import { needsYou, timeoutAt } from '../../domain/jobs/deadlines.ts'
import { fold, newJob, withRecord } from '../../domain/jobs/fold.ts'
import type { Job, RecordFacts } from '../../domain/jobs/job.ts'
import type { BrokerId } from '../../domain/jobs/job-key.ts'
import { hasSeq, lastCountedSeq, noSeqs } from '../../domain/jobs/seq-set.ts'
import type { Cause, JobChange } from '../../domain/jobs/transition.ts'
import { type DropReason, decodeMessage } from '../../domain/protocol/decode.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { verifySignature } from '../../domain/protocol/signature.ts'
import { eventsTopicOf, jobIdOfTopic } from '../../domain/protocol/topics.ts'
import { EarlyMessages } from './early-messages.ts'
import { cutToShare, historyChars, maxHistoryChars } from './history-budget.ts'

/**
 * More jobs than this are not kept, but for those with a record. Of the others an ended one makes room, else the one that
 * was silent longest if it has timed out, else the new one is dropped.
 */
export const maxJobs = 20_000

/** What a message was worth. `accepted` carries the payload's text for the journal. */
export type Intake =
  | { readonly kind: 'accepted'; readonly event: JobEvent; readonly text: string }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly explanation: string }

/** What the table needs of a registry record; the token is a secret and stays out of the job. */
export interface TableRecord {
  readonly facts: RecordFacts
  readonly topicPrefix: string
  readonly authToken: string | null
}

export class JobTable {
  readonly #jobs = new Map<JobId, Job>()
  readonly #records = new Map<JobId, TableRecord>()
  /** Events topics that records name, which need not end in the job's id. */
  readonly #recordTopics = new Map<string, Set<JobId>>()
  /** Jobs without a record by their last event, the longest silent first. */
  readonly #strangers = { ended: new Set<JobId>(), others: new Set<JobId>(), needingYou: new Set<JobId>() }
  readonly #early = new EarlyMessages()
  readonly #broker: BrokerId
  readonly #only: ReadonlySet<JobId> | null
  readonly #maxChars: number
  /** What all histories take. */
  #chars = 0
  #onChange: ((change: JobChange) => void) | null = null

  /** @param only the jobs to keep to; null for every job. */
  constructor(broker: BrokerId, only: ReadonlySet<JobId> | null, maxChars = maxHistoryChars) {
    this.#broker = broker
    this.#only = only
    this.#maxChars = maxChars
  }

  get jobs(): ReadonlyMap<JobId, Job> {
    return this.#jobs
  }

  /** Says from now on how each job changes; null to nobody. */
  reportTo(onChange: ((change: JobChange) => void) | null): void {
    this.#onChange = onChange
  }

  /** The seq to count on from: the highest that was received of a job, events that changed nothing included; 0 for none. */
  lastSeq(jobId: JobId): number {
    return lastCountedSeq(this.#jobs.get(jobId)?.seqs ?? noSeqs)
  }

  /** Whether a seq of a job was received. */
  hasSeq(jobId: JobId, seq: number): boolean {
    return hasSeq(this.#jobs.get(jobId)?.seqs ?? noSeqs, seq)
  }

  receive(message: Message): Intake {
    return this.#take(message, message.retained ? 'retained' : 'live')
  }

  #take(message: Message, cause: Cause): Intake {
    const jobIds = this.#jobIdsOf(message.topic)
    const only = this.#only
    if (only && jobIds.length > 0 && !jobIds.some((id) => only.has(id))) return { kind: 'ignored' }
    const decoded = decodeMessage(jobIds, message.payload)
    if (decoded.kind === 'dropped') return decoded
    if (decoded.kind === 'cleared') return { kind: 'ignored' }
    const { event, text } = decoded
    if (only && !only.has(event.jobId)) return { kind: 'ignored' }
    const record = this.#records.get(event.jobId)
    if (record && message.topic !== eventsTopicOf(record.topicPrefix)) return elsewhere(event.jobId, record)
    const job = this.#jobs.get(event.jobId) ?? this.#admit(event.jobId, message, cause)
    if (!job) return { kind: 'dropped', reason: 'too-many-jobs', explanation: `${maxJobs} jobs are kept at most` }
    const token = record?.authToken ?? null
    const signature = token === null ? null : verifySignature(text, token)
    const { receivedMs, receivedWallMs, retained } = message
    const folded = fold(job, event, { receivedMs, receivedWallMs, retained, signature })
    this.#keep(folded.job, cause)
    this.#moveUp(folded.job)
    if (this.#chars > this.#maxChars) for (const cut of cutToShare(this.#jobs, this.#maxChars)) this.#keep(cut, cause)
    if (!record && (folded.outcome === 'accepted' || folded.outcome === 'second-end')) this.#early.add(job.id, message)
    switch (folded.outcome) {
      case 'accepted':
        return { kind: 'accepted', event, text }
      case 'duplicate':
        if (message.retained) return { kind: 'ignored' }
        return { kind: 'dropped', reason: 'duplicate', explanation: `seq ${event.seq} of ${job.id} was seen before` }
      case 'second-end':
        return { kind: 'dropped', reason: 'second-end', explanation: `${event.event} of ${job.id}, which had ended` }
      case 'forged':
        return { kind: 'dropped', reason: 'forged', explanation: `seq ${event.seq} of ${job.id} has a wrong signature` }
    }
  }

  /** Takes in what the journal remembers. Two monitors may have written it: an event that is in there twice is no duplicate. */
  restore(message: Message, cause: Cause): void {
    const before = this.#jobIdsOf(message.topic).map((id) => this.#jobs.get(id))
    const intake = this.#take(message, cause)
    if (intake.kind !== 'dropped' || intake.reason !== 'duplicate') return
    for (const job of before) if (job) this.#keep(job, cause)
  }

  /** Replaces what is known of the registry: new records make jobs, and jobs whose record is gone lose its facts. */
  setRecords(records: ReadonlyMap<JobId, TableRecord>): void {
    for (const id of this.#records.keys()) if (!records.has(id)) this.#forgetRecord(id)
    for (const [id, record] of records) {
      if (this.#records.get(id) === record || (this.#only && !this.#only.has(id))) continue
      const topic = eventsTopicOf(record.topicPrefix)
      this.#forgetTopic(id)
      this.#records.set(id, record)
      this.#recordTopics.set(topic, (this.#recordTopics.get(topic) ?? new Set()).add(id))
      const before = this.#jobs.get(id) ?? newJob(this.#broker, id, topic)
      const early = this.#early.take(id)
      // What came before its token was known is taken in again: now it shows what of it was forged.
      const again = record.authToken === null ? null : early
      const start = again ? { ...newJob(this.#broker, id, topic), duplicates: before.duplicates } : before
      const job = { ...withRecord(start, record.facts), topic }
      this.#keep(job, 'record')
      this.#moveUp(job)
      for (const message of again ?? []) this.#take(message, 'record')
    }
  }

  /** Whether a record says that its events come on this topic. */
  isRecordTopic(topic: string): boolean {
    return this.#recordTopics.has(topic)
  }

  #keep(job: Job, cause: Cause): void {
    const before = this.#jobs.get(job.id) ?? null
    if (before === job) return
    const history = before?.history ?? []
    if (history !== job.history) this.#chars += historyChars(job.history) - historyChars(history)
    this.#jobs.set(job.id, job)
    this.#onChange?.({ key: job.key, before, after: job, cause })
  }

  #drop(id: JobId, cause: Cause): void {
    const before = this.#jobs.get(id)
    if (!before) return
    this.#chars -= historyChars(before.history)
    this.#jobs.delete(id)
    this.#onChange?.({ key: before.key, before, after: null, cause })
    this.#early.forget(id)
    for (const ids of Object.values(this.#strangers)) ids.delete(id)
  }

  /** Makes a job the last one to make room, or keeps it out of that when it has a record. */
  #moveUp(job: Job): void {
    for (const ids of Object.values(this.#strangers)) ids.delete(job.id)
    if (job.record !== null) return
    const { ended, others, needingYou } = this.#strangers
    if (job.ending) ended.add(job.id)
    else if (needsYou(job)) needingYou.add(job.id)
    else others.add(job.id)
  }

  /** The jobs whose events may come on a topic: those whose records say so, and the one that its levels name. */
  #jobIdsOf(topic: string): readonly JobId[] {
    const named = jobIdOfTopic(topic)
    return [...new Set([...(this.#recordTopics.get(topic) ?? []), ...(named === null ? [] : [named])])]
  }

  #forgetTopic(id: JobId): void {
    const record = this.#records.get(id)
    if (!record) return
    const topic = eventsTopicOf(record.topicPrefix)
    const ids = this.#recordTopics.get(topic)
    ids?.delete(id)
    if (ids?.size === 0) this.#recordTopics.delete(topic)
  }

  #forgetRecord(id: JobId): void {
    this.#forgetTopic(id)
    this.#records.delete(id)
    const job = this.#jobs.get(id)
    if (!job) return
    // A job that was only a record is gone with it; one with events stays, with its history.
    if (!job.latest) {
      this.#drop(id, 'record')
      return
    }
    this.#early.giveUp(id)
    const stranger = withRecord(job, null)
    this.#keep(stranger, 'record')
    this.#moveUp(stranger)
  }

  #admit(id: JobId, { topic, retained, receivedMs }: Message, cause: Cause): Job | null {
    if (this.#jobs.size >= maxJobs) {
      // What is retained comes again with every connection: it would push out what came with the last one.
      const leaving = retained ? null : this.#leastMissed(receivedMs)
      if (leaving === null) return null
      this.#drop(leaving, cause)
    }
    return newJob(this.#broker, id, topic)
  }

  #leastMissed(nowMs: number): JobId | null {
    const [ended] = this.#strangers.ended
    if (ended !== undefined) return ended
    // Waiting for a person is no silence (PROTOCOL.md §3), so such a job goes last.
    for (const [silent] of [this.#strangers.others, this.#strangers.needingYou]) {
      const job = silent === undefined ? undefined : this.#jobs.get(silent)
      if (job && timeoutAt(job, nowMs)) return job.id
    }
    return null
  }
}

/** Who may write to another topic must not speak for the job. */
function elsewhere(id: JobId, { topicPrefix }: TableRecord): Intake {
  const explanation = `the record of ${id} says that its events come on ${eventsTopicOf(topicPrefix)}`
  return { kind: 'dropped', reason: 'wrong-id', explanation }
}

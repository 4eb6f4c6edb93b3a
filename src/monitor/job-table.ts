// The jobs of one broker: takes messages and registry records in, keeps each job folded. Knows no clock and no store.
import { endingOf } from '../jobs/deadlines.ts'
import { fold, newJob, withRecord } from '../jobs/fold.ts'
import type { Job, RecordFacts } from '../jobs/job.ts'
import { hasSeq, noSeqs } from '../jobs/seq-set.ts'
import { type DropReason, decodeMessage } from '../protocol/decode.ts'
import type { JobEvent } from '../protocol/event.ts'
import type { JobId } from '../protocol/job-id.ts'
import { verifySignature } from '../protocol/signature.ts'
import { eventsTopicOf, jobIdOfTopic } from '../protocol/topics.ts'
import { cutToShare, historyChars, maxHistoryChars } from './history-budget.ts'

/** More jobs than this are not kept: the oldest one that has ended makes room, and without such a one a new job is dropped. */
export const maxJobs = 20_000

/** One MQTT message as it arrived, or as the journal remembers it. */
export interface Message {
  readonly topic: string
  readonly payload: Uint8Array
  readonly retained: boolean
  /** On the monotonic timeline. */
  readonly receivedMs: number
}

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
  readonly #recordTopics = new Map<string, JobId>()
  readonly #only: ReadonlySet<JobId> | null
  readonly #maxChars: number
  /** What all histories take. */
  #chars = 0

  /** @param only the jobs to keep to; null for every job. */
  constructor(only: ReadonlySet<JobId> | null, maxChars = maxHistoryChars) {
    this.#only = only
    this.#maxChars = maxChars
  }

  get jobs(): ReadonlyMap<JobId, Job> {
    return this.#jobs
  }

  /** The highest seq that was received of a job, events that changed nothing included; 0 for none. */
  lastSeq(jobId: JobId): number {
    return this.#jobs.get(jobId)?.seqs.at(-1)?.[1] ?? 0
  }

  /** Whether a seq of a job was received. */
  hasSeq(jobId: JobId, seq: number): boolean {
    return hasSeq(this.#jobs.get(jobId)?.seqs ?? noSeqs, seq)
  }

  receive(message: Message): Intake {
    const jobId = this.#jobIdOf(message.topic)
    if (jobId && this.#only && !this.#only.has(jobId)) return { kind: 'ignored' }
    const decoded = decodeMessage(jobId, message.payload)
    if (decoded.kind === 'dropped') return decoded
    if (decoded.kind === 'cleared') return { kind: 'ignored' }
    const { event, text } = decoded
    const job = this.#jobs.get(event.jobId) ?? this.#admit(event.jobId, message.topic)
    if (!job) return { kind: 'dropped', reason: 'too-many-jobs', explanation: `${maxJobs} jobs are kept at most` }
    const token = this.#records.get(event.jobId)?.authToken ?? null
    const signature = token === null ? null : verifySignature(text, token)
    const folded = fold(job, event, { receivedMs: message.receivedMs, retained: message.retained, signature })
    this.#keep(folded.job)
    if (this.#chars > this.#maxChars) for (const cut of cutToShare(this.#jobs, this.#maxChars)) this.#keep(cut)
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
  restore(message: Message): void {
    const jobId = this.#jobIdOf(message.topic)
    const before = jobId === null ? undefined : this.#jobs.get(jobId)
    const intake = this.receive(message)
    if (before && intake.kind === 'dropped' && intake.reason === 'duplicate') this.#keep(before)
  }

  /** Replaces what is known of the registry: new records make jobs, and jobs whose record is gone lose its facts. */
  setRecords(records: ReadonlyMap<JobId, TableRecord>): void {
    for (const id of this.#records.keys()) if (!records.has(id)) this.#forgetRecord(id)
    for (const [id, record] of records) {
      if (this.#records.get(id) === record || (this.#only && !this.#only.has(id))) continue
      const topic = eventsTopicOf(record.topicPrefix)
      const job = this.#jobs.get(id) ?? this.#admit(id, topic)
      if (!job) continue
      this.#forgetTopic(id)
      this.#records.set(id, record)
      this.#recordTopics.set(topic, id)
      this.#keep({ ...withRecord(job, record.facts), topic })
    }
  }

  #keep(job: Job): void {
    const before = this.#jobs.get(job.id)?.history ?? []
    if (before !== job.history) this.#chars += historyChars(job.history) - historyChars(before)
    this.#jobs.set(job.id, job)
  }

  #drop(id: JobId): void {
    this.#chars -= historyChars(this.#jobs.get(id)?.history ?? [])
    this.#jobs.delete(id)
  }

  #jobIdOf(topic: string): JobId | null {
    return this.#recordTopics.get(topic) ?? jobIdOfTopic(topic)
  }

  #forgetTopic(id: JobId): void {
    const record = this.#records.get(id)
    if (record) this.#recordTopics.delete(eventsTopicOf(record.topicPrefix))
  }

  #forgetRecord(id: JobId): void {
    this.#forgetTopic(id)
    this.#records.delete(id)
    const job = this.#jobs.get(id)
    // A job that was only a record is gone with it; one with events stays, with its history.
    if (job?.latest) this.#keep(withRecord(job, null))
    else this.#drop(id)
  }

  #admit(id: JobId, topic: string): Job | null {
    if (this.#jobs.size >= maxJobs) {
      const ended = this.#oldestEnded()
      if (ended === null) return null
      this.#drop(ended)
    }
    // A job that made room before comes back with what its record says.
    return withRecord(newJob(id, topic), this.#records.get(id)?.facts ?? null)
  }

  #oldestEnded(): JobId | null {
    for (const [id, job] of this.#jobs) if (endingOf(job)) return id
    return null
  }
}

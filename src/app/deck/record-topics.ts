// Which jobs may have events on a topic, and who may have signed them: the jobs whose records name the topic, and the one whose id
// the topic contains.
import type { RecordFacts, SignatureVerdict } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { verifySignature } from '../../domain/protocol/signature.ts'
import { eventsTopicOf, jobIdOfTopic } from '../../domain/protocol/topics.ts'

/** What an intake needs of a registry record. The token is a secret, so it never becomes part of the job. */
export interface IntakeRecord {
  readonly facts: RecordFacts
  readonly topicPrefix: string
  readonly authToken: string | null
}

export class RecordTopics {
  readonly #records = new Map<JobId, IntakeRecord>()
  /** Events topics that records name, which need not end in the job's id. */
  readonly #jobs = new Map<string, Set<JobId>>()

  get(id: JobId): IntakeRecord | undefined {
    return this.#records.get(id)
  }

  /** Whether the signature in a payload of a job fits the token of its record; null when there is none. */
  verdictOn(id: JobId, text: string): SignatureVerdict {
    const token = this.#records.get(id)?.authToken ?? null
    return token === null ? null : verifySignature(text, token)
  }

  /** The jobs with a record. */
  ids(): Iterable<JobId> {
    return this.#records.keys()
  }

  set(id: JobId, record: IntakeRecord): void {
    this.delete(id)
    this.#records.set(id, record)
    const topic = eventsTopicOf(record.topicPrefix)
    this.#jobs.set(topic, (this.#jobs.get(topic) ?? new Set()).add(id))
  }

  delete(id: JobId): void {
    const record = this.#records.get(id)
    if (!record) return
    this.#records.delete(id)
    const topic = eventsTopicOf(record.topicPrefix)
    const ids = this.#jobs.get(topic)
    ids?.delete(id)
    if (ids?.size === 0) this.#jobs.delete(topic)
  }

  /** Whether a record names this topic for its events. */
  hasTopic(topic: string): boolean {
    return this.#jobs.has(topic)
  }

  /** The jobs whose events may come on a topic. */
  jobsOn(topic: string): readonly JobId[] {
    const named = jobIdOfTopic(topic)
    const recorded = this.#jobs.get(topic)
    if (!recorded) return named === null ? [] : [named]
    return named === null || recorded.has(named) ? [...recorded] : [...recorded, named]
  }
}

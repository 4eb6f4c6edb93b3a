// The jobs of a recording at any of its moments. Time that goes on folds what comes next; time that goes back folds from the
// nearest state that was kept, so that a jump costs little however long the recording is.
import { fold, newJob, withRecord } from '../../../domain/jobs/fold.ts'
import type { Job } from '../../../domain/jobs/job.ts'
import { type BrokerId, brokerAt } from '../../../domain/jobs/job-key.ts'
import { decodeMessage } from '../../../domain/protocol/decode.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import { verifySignature } from '../../../domain/protocol/signature.ts'
import { jobIdOfTopic } from '../../../domain/protocol/topics.ts'
import type { LedgerEntry } from '../../../io/ledger/ledger.ts'
import type { IntakeRecord } from '../record-topics.ts'

export type Jobs = ReadonlyMap<JobId, Job>

/** States are kept so many events apart. */
const keepEvery = 2_000

/** All jobs of a replay are of one broker, which nobody connects to. */
const replayBroker: BrokerId = brokerAt('replay')

export class RecordedJobs {
  readonly #entries: readonly LedgerEntry[]
  readonly #records: ReadonlyMap<JobId, IntakeRecord>
  /** After each `keepEvery` events, from the beginning. */
  readonly #kept: Jobs[] = [new Map()]
  #jobs = new Map<JobId, Job>()
  /** How many events are folded. */
  #count = 0

  /**
   * @param entries in order of receipt
   * @param records what the registry knows: who works on what, and the token that signatures are checked with
   */
  constructor(entries: readonly LedgerEntry[], records: ReadonlyMap<JobId, IntakeRecord>) {
    this.#entries = entries
    this.#records = records
  }

  /** The jobs after everything that was received until this moment, itself included; later moves do not change the map. */
  at(wallMs: number): Jobs {
    const count = this.#countUntil(wallMs)
    if (count === this.#count) return this.#jobs
    const nearest = Math.min(Math.floor(count / keepEvery), this.#kept.length - 1)
    const goesOn = count > this.#count && this.#count >= nearest * keepEvery
    this.#jobs = new Map(goesOn ? this.#jobs : this.#kept[nearest])
    for (let done = goesOn ? this.#count : nearest * keepEvery; done < count; done++) {
      const entry = this.#entries[done]
      if (entry) this.#take(entry)
      if ((done + 1) % keepEvery === 0) this.#kept[(done + 1) / keepEvery] ??= new Map(this.#jobs)
    }
    this.#count = count
    return this.#jobs
  }

  /** How many entries were received by then: they are in order. */
  #countUntil(wallMs: number): number {
    let [low, high] = [0, this.#entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#entries[middle]?.receivedAtMs ?? 0) <= wallMs) low = middle + 1
      else high = middle
    }
    return low
  }

  #take(entry: LedgerEntry): void {
    const { topic, payload, retained, receivedAtMs: receivedMs } = entry
    const id = jobIdOfTopic(topic)
    const decoded = decodeMessage(id ? [id] : [], Buffer.from(payload))
    if (decoded.kind !== 'event') return
    const { event } = decoded
    const record = this.#records.get(event.jobId)
    const signature = record?.authToken ? verifySignature(payload, record.authToken) : null
    const known = this.#jobs.get(event.jobId) ?? this.#newJob(event.jobId, topic)
    const receipt = { receivedMs, judgedMs: receivedMs, receivedWallMs: receivedMs, retained, signature }
    this.#jobs.set(event.jobId, fold(known, event, receipt).job)
  }

  /** The record is of today: how the job ended, the recording says. */
  #newJob(id: JobId, topic: string): Job {
    const facts = this.#records.get(id)?.facts ?? null
    return withRecord(newJob(replayBroker, id, topic), facts && { ...facts, status: 'running' })
  }
}

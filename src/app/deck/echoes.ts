// Waits for emitted events to come back from the broker: on MQTT 3.1.1 only that shows that they were accepted (PROTOCOL.md
// §7).
import type { Job } from '../../domain/jobs/job.ts'
import { hasSeq } from '../../domain/jobs/seq-set.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Clock } from '../../io/clock/clock.ts'

/** Whether a job received a seq in an event that is neither forged nor unsigned, even if it changed nothing. */
export function hasReceived(job: Job | undefined, seq: number): boolean {
  if (!job) return false
  return hasSeq(job.seqs, seq) || job.history.some((entry) => entry.seq === seq && entry.note === 'stray')
}

/** Whether an event has been received. */
type HasArrived = (jobId: JobId, seq: number) => boolean

export class Echoes {
  readonly #hasArrived: HasArrived
  readonly #clock: Clock
  readonly #awaited = new Set<{ jobId: JobId; seq: number; resolve: (hasReturned: boolean) => void }>()

  constructor(hasArrived: HasArrived, clock: Clock) {
    this.#hasArrived = hasArrived
    this.#clock = clock
  }

  /** Resolves to true when the event comes back, or to false after `timeoutMs`. */
  async await(jobId: JobId, seq: number, timeoutMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const stopTimer = this.#clock.after(timeoutMs, () => resolve(false))
    const awaited = { jobId, seq, resolve }
    this.#awaited.add(awaited)
    this.check()
    try {
      return await promise
    } finally {
      stopTimer()
      this.#awaited.delete(awaited)
    }
  }

  /** Call after each message. An event that changes nothing, such as a second end, has still come back. */
  check(): void {
    for (const { jobId, seq, resolve } of this.#awaited) if (this.#hasArrived(jobId, seq)) resolve(true)
  }
}

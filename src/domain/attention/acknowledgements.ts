// Which jobs the user has seen. Only the present state counts: in another status, or silent again, a job is unseen.
import { asksAfterEnd, statusAt, timeoutAt } from '../jobs/deadlines.ts'
import type { Job } from '../jobs/job.ts'
import type { JobKey } from '../jobs/job-key.ts'

/** Kept also for jobs that are not shown, such as another broker's: the newest ones, up to this many. */
const maxAcknowledged = 50_000

export class Acknowledgements {
  readonly #seen = new Map<JobKey, string>()

  /** Marks the job as seen in its state at `nowMs`. Returns the job that was forgotten to make room, if any. */
  acknowledge(job: Job, nowMs: number): JobKey | null {
    this.#seen.delete(job.key)
    this.#seen.set(job.key, stateToSee(job, nowMs))
    if (this.#seen.size <= maxAcknowledged) return null
    const [oldest = null] = this.#seen.keys()
    if (oldest !== null) this.#seen.delete(oldest)
    return oldest
  }

  /** Which state of the job was seen according to the ledger; null for none. */
  restore(key: JobKey, state: string | null): void {
    if (state === null) this.#seen.delete(key)
    else this.#seen.set(key, state)
  }

  /** Whether the user has seen the job in its state at `nowMs`. */
  has(job: Job, nowMs: number): boolean {
    const seen = this.#seen.get(job.key)
    return seen !== undefined && seen === stateToSee(job, nowMs)
  }
}

/**
 * What there is to see of a job, in words that mean the same in every process. A job can ask and fall silent more than once:
 * each time is a new state to see.
 */
export function stateToSee(job: Job, nowMs: number): string {
  const status = statusAt(job, nowMs)
  const lastEventAt = Math.round(job.lastEventWallMs ?? 0)
  if (status === 'needs-you' || asksAfterEnd(job)) return `asks since ${lastEventAt}`
  if (status !== 'timed-out') return status
  return timeoutAt(job, nowMs)?.limit === 'idle' ? `idle since ${lastEventAt}` : 'total'
}

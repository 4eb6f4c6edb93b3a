// What the person has looked at. A look is about one sight of a job: in another status, or silent again, it is unseen.
import { statusAt, timeoutAt } from '../jobs/deadlines.ts'
import type { Job } from '../jobs/job.ts'
import type { JobKey } from '../jobs/job-key.ts'

/** Also of jobs that are not shown, such as another broker's: this many of the newest. */
const maxAcknowledged = 50_000

export class Acknowledgements {
  readonly #sights = new Map<JobKey, string>()

  /** The person has seen the job as it stands at `nowMs`. Returns the job whose look had to make room, if any. */
  acknowledge(job: Job, nowMs: number): JobKey | null {
    this.#sights.delete(job.key)
    this.#sights.set(job.key, sightOf(job, nowMs))
    if (this.#sights.size <= maxAcknowledged) return null
    const [oldest = null] = this.#sights.keys()
    if (oldest !== null) this.#sights.delete(oldest)
    return oldest
  }

  /** What an earlier run knows of the job: the sight that the person has had of it; null for none. */
  restore(key: JobKey, sight: string | null): void {
    if (sight === null) this.#sights.delete(key)
    else this.#sights.set(key, sight)
  }

  /** Whether the person has seen the job as it stands at `nowMs`. */
  has(job: Job, nowMs: number): boolean {
    const sight = this.#sights.get(job.key)
    return sight !== undefined && sight === sightOf(job, nowMs)
  }
}

/**
 * A sight of a job as a text that means the same in every process. A job can fall silent more than once: each time is a
 * sight by itself.
 */
export function sightOf(job: Job, nowMs: number): string {
  const status = statusAt(job, nowMs)
  if (status !== 'timed-out') return status
  return timeoutAt(job, nowMs)?.limit === 'idle' ? `idle since ${Math.round(job.lastEventWallMs ?? 0)}` : 'total'
}

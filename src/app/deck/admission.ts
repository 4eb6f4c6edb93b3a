// Which job is evicted when there are too many: on a public broker anyone can send events for thousands of jobs.
import { needsYou, timeoutAt } from '../../domain/jobs/deadlines.ts'
import type { Job } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/**
 * At most this many jobs are kept, besides those with a record. A job that has ended is evicted first, then the one that has
 * been silent longest if it has timed out; otherwise the new job is dropped.
 */
export const maxJobs = 20_000

export class Admission {
  /** Jobs without a record by their last event, the longest silent first. */
  readonly #ended = new Set<JobId>()
  readonly #others = new Set<JobId>()
  readonly #needingYou = new Set<JobId>()

  /** Call when a job has changed: it becomes the last of its kind to be evicted. A job with a record is never evicted. */
  put(job: Job): void {
    this.delete(job.id)
    if (job.record !== null) return
    if (job.ending) this.#ended.add(job.id)
    else if (needsYou(job)) this.#needingYou.add(job.id)
    else this.#others.add(job.id)
  }

  delete(id: JobId): void {
    this.#ended.delete(id)
    this.#others.delete(id)
    this.#needingYou.delete(id)
  }

  /** The job to evict at `nowMs`; null when there is none. */
  jobToEvict(jobs: ReadonlyMap<JobId, Job>, nowMs: number): JobId | null {
    const [ended] = this.#ended
    if (ended !== undefined) return ended
    // A job that waits for the user is not silent (PROTOCOL.md §3), so it goes last.
    for (const [silent] of [this.#others, this.#needingYou]) {
      const job = silent === undefined ? undefined : jobs.get(silent)
      if (job && timeoutAt(job, nowMs)) return job.id
    }
    return null
  }
}

// Which job makes room when there are too many: on a public broker anybody may send events of thousands.
import { needsYou, timeoutAt } from '../../domain/jobs/deadlines.ts'
import type { Job } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/**
 * At most this many jobs are kept, beside those with a record. An ended one makes room, else the one that was silent longest
 * if it has timed out; else the new one is dropped.
 */
export const maxJobs = 20_000

export class Admission {
  /** Jobs without a record by their last event, the longest silent first. */
  readonly #ended = new Set<JobId>()
  readonly #others = new Set<JobId>()
  readonly #needingYou = new Set<JobId>()

  /** The job has changed: it is the last of its kind to make room, and never makes room while it has a record. */
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

  /** The job that makes room at `nowMs`; null when none does. */
  leastMissed(jobs: ReadonlyMap<JobId, Job>, nowMs: number): JobId | null {
    const [ended] = this.#ended
    if (ended !== undefined) return ended
    // A job that waits for a person is not silent (PROTOCOL.md §3), so it goes last.
    for (const [silent] of [this.#others, this.#needingYou]) {
      const job = silent === undefined ? undefined : jobs.get(silent)
      if (job && timeoutAt(job, nowMs)) return job.id
    }
    return null
  }
}

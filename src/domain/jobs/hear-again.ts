// A broker that was out of reach is heard again: its jobs were not silent meanwhile, nobody could hear them (UX.md §1).
import { endingOf, isIdleAt } from './deadlines.ts'
import type { Job } from './job.ts'

/**
 * The job with a fresh idle span from `nowMs`, after its broker was not heard since `deafSinceMs`. One that had been idle too
 * long before that stays so until its next event. The total limit has gone on.
 */
export function hearAgain(job: Job, deafSinceMs: number, nowMs: number): Job {
  if (job.lastEventMs === null || endingOf(job) || isIdleAt(job, deafSinceMs)) return job
  return { ...job, idleFromMs: nowMs }
}

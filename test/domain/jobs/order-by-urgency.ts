// The order of jobs by sorting them all: what the deck's order is held against.
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'
import { comparePlaces, placeAt } from '../../../src/domain/jobs/urgency.ts'

/** `seen` are the ended or timed-out jobs that the person has looked at. */
export function orderByUrgency(jobs: Iterable<Job>, nowMs: number, seen: ReadonlySet<JobKey>): readonly JobKey[] {
  return Array.from(jobs, (job) => placeAt(job, nowMs, seen.has(job.key)))
    .sort(comparePlaces)
    .map((place) => place.job)
}

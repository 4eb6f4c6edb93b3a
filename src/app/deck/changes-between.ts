// What changed between two moments of an intake, as it is reported to the deck. Pure.
import type { Job } from '../../domain/jobs/job.ts'
import type { Cause, JobChange } from '../../domain/jobs/transition.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

type Jobs = ReadonlyMap<JobId, Job>

/** A change for every job that differs between the two maps; the jobs that are gone come first. */
export function* changesBetween(before: Jobs, after: Jobs, cause: Cause): Generator<JobChange> {
  for (const [id, job] of before) if (!after.has(id)) yield { key: job.key, before: job, after: null, cause }
  for (const [id, job] of after) {
    const was = before.get(id) ?? null
    // A job without an event exists because of its record.
    const why = was === null && job.latest === null ? 'record' : cause
    if (was !== job) yield { key: job.key, before: was, after: job, cause: why }
  }
}

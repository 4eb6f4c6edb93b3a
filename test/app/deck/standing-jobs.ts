// Jobs that stand still: a view of the store's jobs for tests that need no index behind it, or that keep what it was.
import type { JobsView } from '../../../src/app/deck/jobs-view.ts'
import { statusAt } from '../../../src/domain/jobs/deadlines.ts'
import type { Job, Status } from '../../../src/domain/jobs/job.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'

/** These jobs in this order, with the status that they have at `nowMs`. */
export function standingJobs(jobs: readonly Job[], nowMs: number, seen: Iterable<JobKey> = []): JobsView {
  const keys = jobs.map(({ key }) => key)
  const byKey = new Map(jobs.map((job) => [job.key, job]))
  const seenKeys = new Set(seen)
  const count = (status: Status) => jobs.filter((job) => statusAt(job, nowMs) === status).length
  return {
    size: jobs.length,
    counts: {
      pending: count('pending'),
      running: count('running'),
      'needs-you': count('needs-you'),
      'timed-out': count('timed-out'),
      completed: count('completed'),
      error: count('error'),
      cancelled: count('cancelled'),
    },
    get: (key) => byKey.get(key),
    at: (place) => keys[place],
    slice: (from, to) => keys.slice(from, to),
    placeOf: (key) => keys.indexOf(key),
    isSeen: (key) => seenKeys.has(key),
  }
}

/** All jobs of a view, in order. */
export function jobsOf(view: JobsView): readonly Job[] {
  return view.slice(0, view.size).flatMap((key) => view.get(key) ?? [])
}

/** The jobs that the person has looked at. */
export function seenOf(view: JobsView): ReadonlySet<JobKey> {
  return new Set(view.slice(0, view.size).filter((key) => view.isSeen(key)))
}

/** What a live view shows now. */
export function stillOf(view: JobsView): JobsView {
  return { ...standingJobs(jobsOf(view), 0, seenOf(view)), counts: view.counts }
}

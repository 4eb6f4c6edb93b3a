// Jobs that stand still: a view of the store's jobs for tests that need no index behind it, or that keep what it was.
import type { JobList, JobsView } from '../../../src/app/deck/jobs-view.ts'
import { type JobFlags, noFlags } from '../../../src/domain/attention/job-flags.ts'
import { endingOf, statusAt } from '../../../src/domain/jobs/deadlines.ts'
import type { Job, Status } from '../../../src/domain/jobs/job.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'
import { needsAttention, placeAt } from '../../../src/domain/jobs/urgency.ts'

/** These jobs in this order, with the status that they have at `nowMs`. */
export function standingJobs(
  jobs: readonly Job[],
  nowMs: number,
  seen: Iterable<JobKey> = [],
  flags: ReadonlyMap<JobKey, JobFlags> = new Map(),
): JobsView {
  const seenKeys = new Set(seen)
  const byKey = new Map(jobs.map((job) => [job.key, job]))
  const first = (isFirst: (job: Job) => boolean) => {
    const place = jobs.findIndex(isFirst)
    return place < 0 ? jobs.length : place
  }
  const isUnseen = ({ key }: Job) => !seenKeys.has(key)
  const asks = (job: Job) => needsAttention(placeAt(job, nowMs, !isUnseen(job)))
  return {
    ...listOf(jobs),
    total: jobs.length,
    counts: countsOf(jobs, nowMs),
    unseen: countsOf(jobs.filter(isUnseen), nowMs),
    attention: listOf(jobs.filter(asks)),
    isHeld: false,
    dismissed: 0,
    flagsOf: (key) => flags.get(key) ?? noFlags,
    get: (key) => byKey.get(key),
    isSeen: (key) => seenKeys.has(key),
    attentionFirst: () => first((job) => !asks(job)),
    firstEnded: () => first((job) => endingOf(job) !== null && !asks(job)),
    firstEndedBy: (atMs) => first((job) => (endingOf(job)?.atMs ?? atMs + 1) <= atMs && !asks(job)),
  }
}

function listOf(jobs: readonly Job[]): JobList {
  const keys = jobs.map(({ key }) => key)
  return {
    size: keys.length,
    at: (place) => keys[place],
    slice: (from, to) => keys.slice(from, to),
    placeOf: (key) => keys.indexOf(key),
  }
}

function countsOf(jobs: readonly Job[], nowMs: number): Readonly<Record<Status, number>> {
  const count = (status: Status) => jobs.filter((job) => statusAt(job, nowMs) === status).length
  return {
    pending: count('pending'),
    running: count('running'),
    'needs-you': count('needs-you'),
    'timed-out': count('timed-out'),
    completed: count('completed'),
    error: count('error'),
    cancelled: count('cancelled'),
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
  return { ...standingJobs(jobsOf(view), 0, seenOf(view)), counts: view.counts, unseen: view.unseen }
}

import { describe, expect, it } from 'vitest'
import {
  nextDeadlineMs,
  type Settled,
  settledJobs,
  verdictOf,
  type WatchLimits,
} from '../../../src/app/watch/watch-verdict.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { type Arrival, arrive, foldAll, freshJob, jobIdOf } from '../../domain/jobs/build-job.ts'

const id = jobIdOf('abc12345')
const limits: WatchLimits = { totalSec: 100, idleSec: 10 }
const watched = new Map([[id, limits]])
const startMs = 1_000

const jobOf = (arrival: Arrival) => foldAll([arrival])
const jobs = (job: Job): ReadonlyMap<JobId, Job> => new Map([[id, job]])
const kindAt = (nowMs: number, job: Job | null) =>
  settledJobs(watched, job ? jobs(job) : new Map(), startMs, nowMs)[0]?.kind ?? null

describe('a watched job', () => {
  it('is settled by its end', () => {
    expect(kindAt(2_000, jobOf(arrive(1, 'completed', { atMs: 2_000 })))).toBe('completed')
    expect(kindAt(2_000, jobOf(arrive(1, 'error', { atMs: 2_000 })))).toBe('error')
    expect(kindAt(2_000, jobOf(arrive(1, 'progress', { atMs: 2_000 })))).toBeNull()
  })

  it('is silent too long when nothing arrives within the idle limit, counted from the last event', () => {
    expect(kindAt(10_999, null)).toBeNull()
    expect(kindAt(11_000, null)).toBe('idle')
    const busy = jobOf(arrive(1, 'progress', { atMs: 9_000 }))
    expect(kindAt(11_000, busy)).toBeNull()
    expect(kindAt(19_000, busy)).toBe('idle')
  })

  it('takes too long at the total limit, however busy it is', () => {
    const busy = jobOf(arrive(1, 'progress', { atMs: 100_500 }))
    expect(kindAt(100_999, busy)).toBeNull()
    expect(kindAt(101_000, busy)).toBe('total')
  })

  it('is not blamed for a silence before the watch began', () => {
    expect(kindAt(10_999, jobOf(arrive(1, 'progress', { atMs: -50_000 })))).toBeNull()
  })
})

describe('the next deadline', () => {
  it('is the earliest of the jobs that have not ended', () => {
    const other = jobIdOf('other000')
    const both = new Map([...watched, [other, { totalSec: 5, idleSec: 60 }]])
    expect(nextDeadlineMs(both, new Map(), startMs, 1_000)).toBe(6_000)
    expect(nextDeadlineMs(both, new Map(), startMs, 6_000)).toBe(11_000)
    expect(nextDeadlineMs(watched, jobs(freshJob()), startMs, 11_000)).toBeNull()
    expect(nextDeadlineMs(watched, jobs(jobOf(arrive(1, 'completed', { atMs: 2_000 }))), startMs, 2_000)).toBeNull()
  })
})

it.each<[readonly Settled['kind'][], string]>([
  [['completed', 'completed'], 'completed'],
  [['completed', 'idle'], 'timed-out'],
  [['total', 'completed'], 'timed-out'],
  [['idle', 'error', 'completed'], 'error'],
])('jobs that ended %j give the verdict %s', (kinds, verdict) => {
  expect(verdictOf(kinds.map((kind) => ({ jobId: id, kind })))).toBe(verdict)
})

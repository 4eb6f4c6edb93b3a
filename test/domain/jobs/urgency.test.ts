import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statusAt } from '../../../src/domain/jobs/deadlines.ts'
import { withRecord } from '../../../src/domain/jobs/fold.ts'
import type { Job, RecordFacts } from '../../../src/domain/jobs/job.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'
import { comparePlaces, nextChangeMs, placeAt, type SortBy } from '../../../src/domain/jobs/urgency.ts'
import { type Arrival, arrive, foldAll, freshJob, jobKey, recordFacts } from './build-job.ts'
import { orderByUrgency } from './order-by-urgency.ts'

const nowMs = 1_000_000
const secondMs = 1000

/** A job with a record that was created `ageMs` ago and long limits. */
function job(id: string, ageMs: number, arrivals: readonly Arrival[] = [], facts: Partial<RecordFacts> = {}): Job {
  const createdMs = nowMs - ageMs
  const record = recordFacts({ createdMs, timeoutSec: 10_000, idleTimeoutSec: 10_000, ...facts })
  return foldAll(arrivals, withRecord(freshJob(id), record))
}

const ago = (ms: number) => ({ atMs: nowMs - ms })
const seenIds = (...ids: string[]): ReadonlySet<JobKey> => new Set(ids.map(jobKey))

/** One job for each place in the order, in that order. */
const everyPlace: readonly Job[] = [
  job('asks', 100, [arrive(1, 'permission_required', ago(5 * secondMs))]),
  job('asks-longest', 100, [arrive(1, 'permission_required', ago(90 * secondMs))]),
  job('failed-now', 500_000, [arrive(1, 'error', ago(1 * secondMs))]),
  job('timed-out', 102 * secondMs, [], { timeoutSec: 100 }),
  job('failed-before', 500_000, [arrive(1, 'error', ago(60 * secondMs))]),
  job('runs-longest', 500_000, [arrive(1, 'progress', ago(100 * secondMs))], { idleTimeoutSec: 110 }),
  job('runs', 400_000, [arrive(1, 'progress', ago(0))]),
  job('runs-shortest', 85 * secondMs, [], { timeoutSec: 100 }),
  job('waits-longest', 500_000, [], { status: 'pending' }),
  job('waits', 100, [], { status: 'pending' }),
  job('done-now', 900_000, [arrive(1, 'completed', ago(1 * secondMs))]),
  job('cancelled', 900_000, [], { status: 'cancelled', updatedMs: nowMs - 3 * secondMs }),
  job('done-before', 900_000, [arrive(1, 'completed', ago(70 * secondMs))]),
]

const state = fc.constantFrom('pending', 'running', 'completed', 'error', 'cancelled')
const event = fc.constantFrom('started', 'permission_required', 'progress', 'completed', 'error')
// Few different times, so that many jobs are equal but for their ids.
const ageMs = fc.integer({ min: 0, max: 4 }).map((steps) => steps * 30 * secondMs)
const anyJob = fc
  .tuple(fc.integer({ min: 0, max: 999 }), ageMs, state, fc.option(fc.tuple(event, ageMs)), fc.boolean())
  .map(([number, age, status, last, hasRecord]) => {
    const arrivals = last ? [arrive(1, last[0], ago(last[1]))] : []
    const known = job(`job-${number}`, age, arrivals, { status, timeoutSec: 100, idleTimeoutSec: 60 })
    return hasRecord ? known : withRecord(known, null)
  })

describe('the order of urgency', () => {
  it('is: needs you, failed or stuck and unseen, running, pending, ended', () => {
    const ids = everyPlace.map(({ key }) => key)
    expect(orderByUrgency(everyPlace, nowMs, new Set())).toEqual(ids)
    expect(orderByUrgency([...everyPlace].reverse(), nowMs, new Set())).toEqual(ids)
  })

  it('puts a failure that was seen among what has ended, and a stuck job that was seen just before', () => {
    const order = orderByUrgency(everyPlace, nowMs, seenIds('failed-now', 'timed-out', 'failed-before'))
    const live = ['runs-longest', 'runs', 'runs-shortest', 'waits-longest', 'waits', 'timed-out']
    const ended = ['done-now', 'failed-now', 'cancelled', 'failed-before', 'done-before']
    expect(order.slice(2)).toEqual([...live, ...ended].map(jobKey))
  })

  it('ignores whether a job that needs you, runs or has completed was seen', () => {
    const seen = seenIds('asks', 'runs', 'waits', 'runs-shortest', 'done-now')
    expect(orderByUrgency(everyPlace, nowMs, seen)).toEqual(everyPlace.map(({ key }) => key))
  })

  it.each([
    ['just above 15 %', 84_999],
    ['at 15 %', 85_000],
    ['just before it runs out', 99_999],
  ])('does not move a job that nears its limit: %s', (_when, ageMs) => {
    const jobs = [job('steady', 500_000), job('close', ageMs, [], { timeoutSec: 100 })]
    expect(orderByUrgency(jobs, nowMs, new Set())).toEqual(['steady', 'close'].map(jobKey))
  })

  it('moves a job whose limit has passed', () => {
    const jobs = [job('close', 100_000, [], { timeoutSec: 100 }), job('steady', 500_000)]
    expect(orderByUrgency(jobs, nowMs, new Set())).toEqual(['close', 'steady'].map(jobKey))
  })

  it('goes by what runs out first, or by what reported last, where the user wants that', () => {
    const live = [
      job('quiet', 500_000, [arrive(1, 'progress', ago(90 * secondMs))], { idleTimeoutSec: 400 }),
      job('close', 400_000, [arrive(1, 'progress', ago(30 * secondMs))], { idleTimeoutSec: 60 }),
      job('waits', 300_000, [], { status: 'pending', timeoutSec: 310 }),
    ]
    const sorted = (by: SortBy) =>
      [...live, ...everyPlace.slice(0, 2)]
        .map((one) => placeAt(one, nowMs, false, by))
        .sort(comparePlaces)
        .map(({ job: key }) => key)
    const asking = ['asks', 'asks-longest']
    expect(sorted('start')).toEqual([...asking, 'quiet', 'close', 'waits'].map(jobKey))
    expect(sorted('deadline')).toEqual([...asking, 'waits', 'close', 'quiet'].map(jobKey))
    expect(sorted('latest')).toEqual([...asking, 'close', 'quiet', 'waits'].map(jobKey))
  })

  it('goes by the first event of jobs without a record', () => {
    const bare = (id: string, ms: number) => foldAll([arrive(1, 'progress', ago(ms))], freshJob(id))
    expect(orderByUrgency([bare('a', 1000), bare('b', 2000)], nowMs, new Set())).toEqual(['b', 'a'].map(jobKey))
  })

  it('leaves a job that needs you where it is when its limits have passed', () => {
    const overdue = job('overdue', 900_000, [arrive(1, 'permission_required', ago(1_000))], {
      timeoutSec: 10,
      idleTimeoutSec: 10,
    })
    expect(orderByUrgency([...everyPlace, overdue], nowMs, new Set())[0]).toBe(jobKey('overdue'))
  })

  it('goes by id when jobs are equal in everything else', () => {
    const jobs = ['b', 'C', 'a', '_', '10', '9'].map((id) => job(id, 500_000))
    expect(orderByUrgency(jobs, nowMs, new Set())).toEqual(['10', '9', 'C', '_', 'a', 'b'].map(jobKey))
  })

  it('has every job once and does not depend on the order in which they come', () => {
    const jobs = fc.uniqueArray(anyJob, { selector: ({ id }) => id, maxLength: 30 })
    const shuffled = jobs.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all)),
    )
    fc.assert(
      fc.property(shuffled, ([all, again, looked]) => {
        const seen = new Set(looked.map(({ key }) => key))
        const order = orderByUrgency(all, nowMs, seen)
        expect([...order].sort()).toEqual(all.map(({ key }) => key).sort())
        expect(orderByUrgency(again, nowMs, seen)).toEqual(order)
        // A total order: any two jobs compare as they do alone.
        for (const [i, key] of order.entries()) {
          const next = order[i + 1]
          if (next === undefined) continue
          const pair = all.filter((one) => one.key === key || one.key === next)
          expect(orderByUrgency(pair, nowMs, seen)).toEqual([key, next])
        }
      }),
    )
  })
})

describe('the next change', () => {
  const secondsAfter = (job: Job, afterMs = nowMs) => {
    const atMs = nextChangeMs(job, afterMs)
    return atMs === null ? null : (atMs - nowMs) / secondMs
  }
  const both = { timeoutSec: 1_000, idleTimeoutSec: 100 }

  it.each([
    ['when the first limit runs out', job('a', 0, [arrive(1, 'progress', ago(0))], both), 100],
    ['when the next limit does', job('a', 0, [arrive(1, 'progress', ago(200_000))], both), 1_000],
    ['when a job that has no event yet runs out', job('a', 0, [], both), 1_000],
    ['never, when the job waits for the user', job('a', 0, [arrive(1, 'permission_required', ago(0))], both), null],
    ['never, when it has ended', job('a', 0, [arrive(1, 'completed', ago(0))], both), null],
    ['never, when every limit has passed', job('a', 2_000_000, [arrive(1, 'progress', ago(200_000))], both), null],
  ])('is %s', (_when, changing, seconds) => {
    expect(secondsAfter(changing)).toBe(seconds)
  })

  it('leaves nothing out: until then a job keeps its status and its place', () => {
    fc.assert(
      fc.property(anyJob, fc.integer({ min: 0, max: 200_000 }), fc.boolean(), (changing, laterMs, isSeen) => {
        const atMs = nextChangeMs(changing, nowMs) ?? Number.POSITIVE_INFINITY
        const before = Math.min(nowMs + laterMs, atMs - 1)
        expect(statusAt(changing, before)).toBe(statusAt(changing, nowMs))
        expect(placeAt(changing, before, isSeen)).toEqual(placeAt(changing, nowMs, isSeen))
      }),
    )
  })
})

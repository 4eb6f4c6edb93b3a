import { expect, it } from 'vitest'
import { countdownsAt, statusAt } from '../../../src/domain/jobs/deadlines.ts'
import { fold, withRecord } from '../../../src/domain/jobs/fold.ts'
import { hearAgain } from '../../../src/domain/jobs/hear-again.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { arrive, foldAll, freshJob, recordFacts } from './build-job.ts'

/** Heard until 100 s, and again from 500 s on; the idle limit is 120 s, the total one an hour. */
const deafSinceMs = 100_000
const againMs = 500_000
const running = foldAll([arrive(1, 'started', { atMs: 50_000 })])
const idleEnds = (job: Job) => countdownsAt(job, againMs).idle?.endsMs

it('gives a running job a fresh idle span', () => {
  const job = hearAgain(running, deafSinceMs, againMs)
  expect(idleEnds(job)).toBe(againMs + 120_000)
  expect([againMs, againMs + 119_999, againMs + 120_000].map((atMs) => statusAt(job, atMs))).toEqual([
    'running',
    'running',
    'timed-out',
  ])
})

it('lets the next event begin the next span', () => {
  const job = foldAll([arrive(2, 'progress', { atMs: 510_000 })], hearAgain(running, deafSinceMs, againMs))
  expect(idleEnds(job)).toBe(510_000 + 120_000)
})

it('leaves a job silent that had been so before, over any number of outages', () => {
  const silent = foldAll([arrive(1, 'started', { atMs: -50_000 })])
  const job = hearAgain(hearAgain(silent, deafSinceMs, againMs), 600_000, 700_000)
  expect(statusAt(job, deafSinceMs)).toBe('timed-out')
  expect(job).toBe(silent)
  expect(statusAt(foldAll([arrive(2, 'progress', { atMs: 710_000 })], job), 720_000)).toBe('running')
})

it('keeps a verdict that fell between two outages', () => {
  const once = hearAgain(running, deafSinceMs, againMs)
  const twice = hearAgain(once, againMs + 200_000, againMs + 300_000)
  expect(statusAt(twice, againMs + 300_000)).toBe('timed-out')
})

it.each<readonly [string, Job]>([
  ['has not sent an event', freshJob()],
  ['has ended', foldAll([arrive(2, 'completed', { atMs: 60_000 })], running)],
  ['was cancelled', withRecord(running, recordFacts({ status: 'cancelled' }))],
])('changes nothing of a job that %s', (_what, job) => {
  expect(hearAgain(job, deafSinceMs, againMs)).toBe(job)
})

it('lets the total limit go on', () => {
  const job = hearAgain(withRecord(running, recordFacts({ timeoutSec: 300 })), deafSinceMs, againMs)
  expect(countdownsAt(job, againMs).total).toMatchObject({ endsMs: 300_000, passed: true })
})

it.each([
  ['an end', 'completed', { effect: 'ends', note: null }],
  ['an event', 'progress', { effect: 'newest', note: null }],
] as const)('does not hold %s for late that had waited at the broker', (_what, event, judgement) => {
  const waited = arrive(2, event, { atMs: againMs, judgedMs: deafSinceMs })
  expect(fold(running, waited.event, waited.receipt)).toMatchObject(judgement)
  const came = arrive(2, event, { atMs: againMs })
  expect(fold(running, came.event, came.receipt).note).not.toBeNull()
})

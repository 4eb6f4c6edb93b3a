import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countdownsAt, runningTool, statusAt, timeoutAt, toolHoldSec } from '../../../src/domain/jobs/deadlines.ts'
import { withRecord } from '../../../src/domain/jobs/fold.ts'
import type { Job, RecordFacts } from '../../../src/domain/jobs/job.ts'
import { arrive, foldAll, freshJob, recordFacts } from './build-job.ts'

const idleMs = 120_000
const totalMs = 3_600_000

const recorded = (facts: Partial<RecordFacts> = {}): Job => withRecord(freshJob(), recordFacts(facts))

describe('a tool that runs', () => {
  const running = { data: { tool: { name: 'Bash', state: 'running' } } }
  const job = foldAll([arrive(1, 'started'), arrive(2, 'progress', { ...running, atMs: 1_000 })])
  const holdMs = toolHoldSec * 1_000

  it('holds the idle clock, but not for ever', () => {
    expect(statusAt(job, 1_000 + 10 * idleMs)).toBe('running')
    expect(timeoutAt(job, 1_000 + holdMs)).toEqual({ limit: 'idle', sinceMs: 1_000 + holdMs })
    expect(runningTool(job)).toEqual({ name: 'Bash', sinceMs: 1_000 })
  })

  it.each([
    ['it is done', { data: { tool: { name: 'Bash', state: 'done' } } }],
    ['something else is reported', {}],
    ['what is reported of a tool is nothing of ours', { data: { tool: { name: 7, state: 'running' } } }],
  ])('no longer does when %s', (_what, options) => {
    const next = foldAll([arrive(1, 'started'), arrive(2, 'progress', running), arrive(3, 'progress', options)])
    expect(runningTool(next)).toBeNull()
    expect(statusAt(next, 3_000 + idleMs)).toBe('timed-out')
  })

  it('never shortens a longer limit, nor the total one', () => {
    const patient = withRecord(job, recordFacts({ idleTimeoutSec: 2 * toolHoldSec }))
    expect(countdownsAt(patient, 1_000).idle?.limitSec).toBe(2 * toolHoldSec)
    expect(timeoutAt(withRecord(job, recordFacts({ timeoutSec: 60, createdMs: 0 })), 60_000)?.limit).toBe('total')
  })
})

describe('the idle clock', () => {
  const started = foldAll([arrive(1, 'started', { atMs: 1000 })])

  it.each([
    ['1 ms before', 1000 + idleMs - 1, 'running', 1],
    ['at', 1000 + idleMs, 'timed-out', 0],
    ['after', 1000 + idleMs + 1, 'timed-out', 0],
  ])('runs out exactly at its limit: %s', (_when, nowMs, status, leftMs) => {
    expect(statusAt(started, nowMs)).toBe(status)
    expect(countdownsAt(started, nowMs).idle).toMatchObject({ leftMs, endsMs: 1000 + idleMs, passed: leftMs === 0 })
    expect(timeoutAt(started, nowMs)).toEqual(leftMs === 0 ? { limit: 'idle', sinceMs: 1000 + idleMs } : null)
  })

  it('has not begun before the first event, so that a job that waits to be picked up raises no alarm', () => {
    const waiting = recorded({ status: 'pending' })
    expect(countdownsAt(waiting, 10 * idleMs).idle).toBeNull()
    expect(statusAt(waiting, 10 * idleMs)).toBe('pending')
  })

  it.each([
    ['the next event', arrive(6, 'progress', { atMs: 50_000 })],
    ['an event out of order', arrive(4, 'progress', { atMs: 50_000 })],
    ['a request', arrive(6, 'permission_required', { atMs: 50_000 })],
    ['an event after a gap', arrive(99, 'started', { atMs: 50_000 })],
  ])('starts again with %s', (_what, next) => {
    const job = foldAll([arrive(5, 'started', { atMs: 1000 }), next])
    expect(countdownsAt(job, 50_000).idle).toMatchObject({ endsMs: 50_000 + idleMs, leftMs: idleMs, fraction: 1 })
  })

  it.each([
    ['a duplicate', arrive(5, 'started', { atMs: 50_000 })],
    ['a forged event', arrive(6, 'progress', { atMs: 50_000, signature: 'forged' })],
    ['an unsigned event of a job with a token', arrive(6, 'progress', { atMs: 50_000, signature: 'unsigned' })],
    ['a stray number', arrive(10_006, 'progress', { atMs: 50_000 })],
  ])('goes on through %s', (_what, next) => {
    const job = foldAll([arrive(5, 'started', { atMs: 1000 }), next])
    expect(countdownsAt(job, 50_000).idle?.endsMs).toBe(1000 + idleMs)
  })

  it('never goes back when an older event is folded in later, as from a ledger', () => {
    const job = foldAll([arrive(5, 'progress', { atMs: 9000 }), arrive(4, 'progress', { atMs: 3000 })])
    expect(countdownsAt(job, 10_000).idle?.endsMs).toBe(9000 + idleMs)
    expect(countdownsAt(job, 10_000).total?.endsMs).toBe(3000 + totalMs)
  })

  it('sets a silent job running again with its next event', () => {
    const silent = foldAll([arrive(1, 'started', { atMs: 0 })])
    expect(statusAt(silent, idleMs)).toBe('timed-out')
    const again = foldAll([arrive(2, 'progress', { atMs: idleMs + 5 })], silent)
    expect(statusAt(again, idleMs + 5)).toBe('running')
    expect(timeoutAt(again, 2 * idleMs + 5)).toEqual({ limit: 'idle', sinceMs: 2 * idleMs + 5 })
  })
})

describe('the total clock', () => {
  it.each([
    ['1 ms before', 59_999, 'pending'],
    ['at', 60_000, 'timed-out'],
    ['after', 60_001, 'timed-out'],
  ])('runs out exactly at its limit: %s', (_when, nowMs, status) => {
    expect(statusAt(recorded({ status: 'pending', timeoutSec: 60 }), nowMs)).toBe(status)
  })

  it('starts with the record when there is one, whatever its events say', () => {
    const before = foldAll([arrive(1, 'started', { atMs: 7000 })], recorded({ createdMs: -5000 }))
    const after = withRecord(foldAll([arrive(1, 'started', { atMs: 7000 })]), recordFacts({ createdMs: -5000 }))
    for (const job of [before, after]) expect(countdownsAt(job, 7000).total?.endsMs).toBe(totalMs - 5000)
  })

  it('starts with the first event without a record, and when the record is gone', () => {
    const job = foldAll([arrive(1, 'started', { atMs: 7000 }), arrive(2, 'progress', { atMs: 90_000 })])
    expect(countdownsAt(job, 90_000).total?.endsMs).toBe(7000 + totalMs)
    const bereft = withRecord(withRecord(job, recordFacts({ createdMs: -5000 })), null)
    expect(countdownsAt(bereft, 90_000).total?.endsMs).toBe(7000 + totalMs)
  })

  it('has not begun for a job without a record and without an event', () => {
    expect(countdownsAt(freshJob(), 10 * totalMs)).toEqual({ total: null, idle: null })
    expect(statusAt(freshJob(), 10 * totalMs)).toBe('pending')
  })

  it('names the total limit when both have run out, because only an end takes it back', () => {
    const job = foldAll([arrive(1, 'started', { atMs: 0 })])
    expect(timeoutAt(job, totalMs - 1)?.limit).toBe('idle')
    expect(timeoutAt(job, totalMs)).toEqual({ limit: 'total', sinceMs: totalMs })
    expect(statusAt(foldAll([arrive(2, 'progress', { atMs: totalMs + 1 })], job), totalMs + 1)).toBe('timed-out')
  })
})

describe('countdowns', () => {
  it('have the record’s limits, and assume the reference’s without a record', () => {
    const events = [arrive(1, 'started', { atMs: 0 })]
    const assumed = countdownsAt(foldAll(events), 0)
    expect([assumed.total, assumed.idle]).toMatchObject([
      { limitSec: 3600, assumed: true },
      { limitSec: 120, assumed: true },
    ])
    const known = countdownsAt(foldAll(events, recorded({ timeoutSec: 900, idleTimeoutSec: 30 })), 0)
    expect([known.total, known.idle]).toMatchObject([
      { limitSec: 900, assumed: false },
      { limitSec: 30, assumed: false },
    ])
  })

  it.each([
    ['a record from a clock that is ahead', 5000, 0, 60_000, 1],
    ['at the start', 0, 0, 60_000, 1],
    ['half way', 0, 30_000, 30_000, 0.5],
    ['at the end', 0, 60_000, 0, 0],
    ['long after', 0, 1e12, 0, 0],
  ])('%s', (_when, createdMs, nowMs, leftMs, fraction) => {
    const job = recorded({ status: 'pending', createdMs, timeoutSec: 60 })
    expect(countdownsAt(job, nowMs).total).toMatchObject({ leftMs, fraction })
  })

  it('stay within their bounds and fall with time, whatever the times are', () => {
    const time = fc.integer({ min: -1e9, max: 1e9 })
    const limit = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(time, limit, time, time, (createdMs, timeoutSec, nowMs, laterMs) => {
        const job = recorded({ createdMs, timeoutSec })
        const at = countdownsAt(job, Math.min(nowMs, laterMs)).total
        const later = countdownsAt(job, Math.max(nowMs, laterMs)).total
        if (!at || !later) throw new Error('a running job has a total countdown')
        for (const { leftMs, fraction, passed } of [at, later]) {
          expect(leftMs).toBeGreaterThanOrEqual(0)
          expect(leftMs).toBeLessThanOrEqual(timeoutSec * 1000)
          expect(fraction).toBeGreaterThanOrEqual(0)
          expect(fraction).toBeLessThanOrEqual(1)
          expect(passed).toBe(leftMs === 0)
        }
        expect(later.leftMs).toBeLessThanOrEqual(at.leftMs)
      }),
    )
  })

  it('stop with the job’s end', () => {
    const byEvent = foldAll([arrive(1, 'started'), arrive(2, 'error')], recorded())
    const byRecord = foldAll([arrive(1, 'started')], recorded({ status: 'cancelled' }))
    for (const job of [byEvent, byRecord]) {
      expect(countdownsAt(job, 10 * totalMs)).toEqual({ total: null, idle: null })
      expect(timeoutAt(job, 10 * totalMs)).toBeNull()
    }
  })
})

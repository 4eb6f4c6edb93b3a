import { describe, expect, it } from 'vitest'
import { endingOf, needsYou, statusAt } from '../../../src/domain/jobs/deadlines.ts'
import { withRecord } from '../../../src/domain/jobs/fold.ts'
import type { RecordStatus, Status } from '../../../src/domain/jobs/job.ts'
import { type Arrival, arrive, foldAll, freshJob, recordFacts } from './build-job.ts'

const requestedMs = 1000
const afterBothMs = 10_000_000

const request = arrive(2, 'permission_required', { atMs: requestedMs, detail: 'run: rm -rf build/' })
const progress = arrive(3, 'progress', { atMs: 2000 })
const completed = arrive(4, 'completed', { atMs: 3000 })

describe('the status', () => {
  const precedence: readonly (readonly [string, RecordStatus | null, readonly Arrival[], number, Status])[] = [
    ['pending without a record or an event', null, [], 0, 'pending'],
    ['pending by its record', 'pending', [], 0, 'pending'],
    ['running by its record alone', 'running', [], 0, 'running'],
    ['running by an event while its record still says pending', 'pending', [progress], 2000, 'running'],
    ['timed out > pending', 'pending', [], afterBothMs, 'timed-out'],
    ['timed out > running', 'running', [progress], afterBothMs, 'timed-out'],
    ['needs you > running', 'running', [request], requestedMs, 'needs-you'],
    ['needs you > idle time-out', 'running', [request], requestedMs + 120_000, 'needs-you'],
    ['needs you > total time-out', 'running', [request], afterBothMs, 'needs-you'],
    ['ended > needs you, by its record', 'error', [request], requestedMs, 'error'],
    ['ended > needs you, by a later request', 'running', [arrive(1, 'completed'), request], requestedMs, 'completed'],
    ['ended > time-out', 'running', [progress, completed], afterBothMs, 'completed'],
    ['its end by event > its record', 'cancelled', [completed], 3000, 'completed'],
    ['completed by its record alone', 'completed', [], afterBothMs, 'completed'],
    ['cancelled by its record alone', 'cancelled', [], afterBothMs, 'cancelled'],
  ]

  it.each(precedence)('%s', (_what, recordStatus, arrivals, nowMs, status) => {
    const record = recordStatus && recordFacts({ status: recordStatus })
    expect(statusAt(foldAll(arrivals, withRecord(freshJob(), record)), nowMs)).toBe(status)
    // It makes no difference whether the record or the events come first.
    expect(statusAt(withRecord(foldAll(arrivals), record), nowMs)).toBe(status)
  })
})

describe('what needs you', () => {
  it('is the request’s text, since the request was received', () => {
    expect(needsYou(foldAll([request]))).toEqual({ sinceMs: requestedMs, request: 'run: rm -rf build/' })
  })

  it.each([
    ['by the next event', foldAll([request, progress])],
    ['by the end', foldAll([request, completed])],
    ['by the record’s end', withRecord(foldAll([request]), recordFacts({ status: 'cancelled' }))],
  ])('is over %s', (_how, job) => {
    expect(needsYou(job)).toBeNull()
  })

  it('is still there when a duplicate or an older event comes, since the request', () => {
    const again = arrive(2, 'permission_required', { atMs: 60_000, detail: 'run: rm -rf build/' })
    const older = arrive(1, 'started', { atMs: 60_500 })
    expect(needsYou(foldAll([request, again, older]))?.sinceMs).toBe(requestedMs)
  })
})

describe('the ending', () => {
  it('is what the terminal event says', () => {
    const job = foldAll([arrive(1, 'error', { atMs: 5000, detail: 'the tests\nfail' })])
    expect(endingOf(job)).toEqual({ kind: 'error', atMs: 5000, detail: 'the tests\nfail', late: false })
  })

  it('is late when the job had timed out', () => {
    expect(endingOf(foldAll([progress, arrive(4, 'completed', { atMs: 122_000 })]))?.late).toBe(true)
    expect(endingOf(foldAll([progress, arrive(4, 'completed', { atMs: 121_999 })]))?.late).toBe(false)
  })

  it('is what the record says, at its last change, when there is no event', () => {
    const job = withRecord(foldAll([progress]), recordFacts({ status: 'cancelled', updatedMs: 7000 }))
    expect(endingOf(job)).toEqual({ kind: 'cancelled', atMs: 7000, detail: '', late: false })
  })

  it('is null while the job runs', () => {
    expect(endingOf(foldAll([progress]))).toBeNull()
    expect(endingOf(withRecord(freshJob(), recordFacts({ status: 'pending' })))).toBeNull()
  })

  it('goes with the record that said it', () => {
    const cancelled = withRecord(foldAll([progress]), recordFacts({ status: 'cancelled' }))
    expect(statusAt(withRecord(cancelled, null), 2000)).toBe('running')
  })
})

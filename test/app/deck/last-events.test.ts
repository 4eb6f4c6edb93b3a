import { describe, expect, it } from 'vitest'
import { type LastEvent, withLatest } from '../../../src/app/deck/last-events.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { Cause, Transition } from '../../../src/domain/jobs/transition.ts'
import { arrive, foldAll, freshJob } from '../../domain/jobs/build-job.ts'

function change(before: Job | null, after: Job | null, cause: Cause = 'live'): Transition {
  const key = (after ?? before ?? freshJob()).key
  return { key, before, after, cause, from: null, to: null }
}

const a = foldAll([arrive(1, 'started', { atMs: 1_000 })], freshJob('a'))
const b = foldAll([arrive(1, 'progress', { atMs: 2_000 })], freshJob('b'))
const shown = (events: readonly LastEvent[]) => events.map(({ job, detail }) => `${job.split(' ')[0]} ${detail}`)

describe('the last events', () => {
  it('are those of all jobs, the newest first', () => {
    const events = withLatest([], [change(null, a), change(null, b, 'restored')])
    expect(shown(events)).toEqual(['b progress 1', 'a started 1'])
    const later = foldAll([arrive(2, 'completed', { atMs: 3_000 })], a)
    expect(shown(withLatest(events, [change(a, later)]))).toEqual(['a completed 2', 'b progress 1', 'a started 1'])
  })

  it('are the same object when nothing was said', () => {
    const events = withLatest([], [change(null, a)])
    expect(withLatest(events, [change(a, { ...a, duplicates: 1 })])).toBe(events)
    expect(withLatest(events, [change(null, freshJob('c'))])).toBe(events)
  })

  it('have nothing that the broker had kept, and nothing of jobs that have left', () => {
    expect(withLatest([], [change(null, a, 'retained')])).toEqual([])
    expect(withLatest(withLatest([], [change(null, a)]), [change(a, null)])).toEqual([])
  })

  it('are never more than a screen can show', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      change(null, foldAll([arrive(1, 'progress', { atMs: index })], freshJob(`job-${index}`))),
    )
    expect(withLatest([], many)).toHaveLength(32)
    expect(withLatest([], many)[0]?.receivedMs).toBe(499)
  })
})

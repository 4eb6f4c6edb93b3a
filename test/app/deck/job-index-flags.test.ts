// What the user has decided about jobs, as the index lists and counts them.
import { describe, expect, it, vi } from 'vitest'
import { JobIndex } from '../../../src/app/deck/job-index.ts'
import { wholeListing } from '../../../src/app/deck/listing.ts'
import { stateToSee } from '../../../src/domain/attention/acknowledgements.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { arrive, foldAll, freshJob } from '../../domain/jobs/build-job.ts'
import { asking, failed, indexOf, nowMs, orderOf, put, running, withRunningRecord } from './indexed-jobs.ts'

function dismiss(index: JobIndex, job: Job, atMs = nowMs): void {
  index.setFlags(job, { isSilenced: false, dismissed: stateToSee(job, atMs) })
  index.write(atMs)
}

/** The job after one more event. */
const followedBy = (job: Job, seq: number, event: Parameters<typeof arrive>[1], detail?: string) =>
  foldAll([arrive(seq, event, { atMs: nowMs + seq, detail: detail ?? `${event} ${seq}` })], job)

describe('a dismissed job', () => {
  it('is neither listed nor counted, and needs no attention', () => {
    const [quiet, loud] = [running('a'), asking('b')]
    const index = indexOf(quiet, loud, failed('c'))
    dismiss(index, quiet)
    dismiss(index, loud)
    expect(orderOf(index)).toEqual(['c'])
    expect(index).toMatchObject({ total: 3, dismissed: 2, counts: { running: 0, 'needs-you': 0, error: 1 } })
    expect(index.attention.size).toBe(1)
  })

  it('goes at once, also while the order is held', () => {
    const [first, second] = [running('a'), running('b')]
    const index = indexOf(first, second)
    index.holdOrder(nowMs)
    dismiss(index, first)
    expect([index.isHeld, orderOf(index)]).toEqual([true, ['b']])
  })

  it('is listed by a filter that asks for it', () => {
    const job = running('a')
    const index = indexOf(job, running('b'))
    dismiss(index, job)
    index.setListing({ ...wholeListing, filter: 'is:dismissed' })
    index.write(nowMs)
    expect(orderOf(index)).toEqual(['a'])
  })

  it.each<readonly [string, Job, (job: Job) => Job, boolean]>([
    ['asks', running('a'), (job) => followedBy(job, 2, 'permission_required'), true],
    ['fails', running('a'), (job) => followedBy(job, 2, 'error'), true],
    ['fails after it was dismissed asking', asking('a'), (job) => followedBy(job, 2, 'error'), true],
    ['reports', running('a'), (job) => followedBy(job, 2, 'progress'), false],
    ['completes', running('a'), (job) => followedBy(job, 2, 'completed'), false],
    [
      'repeats the question',
      asking('a'),
      (job) => followedBy(job, 2, 'permission_required', 'permission_required 1'),
      false,
    ],
    ['asks something else', asking('a'), (job) => followedBy(job, 2, 'permission_required'), true],
  ])('that %s is back: %#', (_what, job, change, isBack) => {
    const index = indexOf(job)
    dismiss(index, job)
    put(index, [change(job)])
    index.write(nowMs + 10)
    expect(orderOf(index)).toEqual(isBack ? ['a'] : [])
    expect(index.dismissed).toBe(isBack ? 0 : 1)
  })

  it('that asks the same again after an answer is back', () => {
    const job = asking('a')
    const index = indexOf(job)
    dismiss(index, job)
    const answered = followedBy(job, 2, 'progress')
    put(index, [answered])
    index.write(nowMs + 10)
    put(index, [followedBy(answered, 3, 'permission_required', 'permission_required 1')])
    index.write(nowMs + 20)
    expect(orderOf(index)).toEqual(['a'])
  })

  it('is back when it times out, and stays off when the second limit of a silent one runs out', () => {
    const job = withRunningRecord(foldAll([arrive(1, 'started', { atMs: 0 })], freshJob('a')))
    const index = indexOf(job)
    dismiss(index, job)
    index.write(130_000)
    expect(orderOf(index)).toEqual(['a'])
    dismiss(index, job, 140_000)
    index.write(4_000_000)
    expect(orderOf(index)).toEqual([])
  })

  it('stays back, whatever comes then; what changes is to be kept', () => {
    const job = running('a')
    const kept = vi.fn()
    const index = new JobIndex(nowMs, kept)
    put(index, [job])
    index.write(nowMs)
    dismiss(index, job)
    const asked = followedBy(job, 2, 'permission_required')
    put(index, [asked])
    index.write(nowMs + 10)
    put(index, [followedBy(asked, 3, 'progress')])
    index.write(nowMs + 20)
    expect(orderOf(index)).toEqual(['a'])
    expect(kept.mock.calls.map(([{ id }, { dismissed }]) => [id, dismissed])).toEqual([
      ['a', 'running'],
      ['a', null],
    ])
  })
})

describe('after a restart', () => {
  const restored = (job: Job, dismissed: string, order: 'marks first' | 'job first') => {
    const index = new JobIndex(nowMs)
    const marks = { seen: new Map(), flags: new Map([[job.key, { isSilenced: false, dismissed }]]) }
    if (order === 'job first') {
      put(index, [job], 'record')
      index.write(nowMs)
    }
    put(index, [job], 'restored')
    index.restoreMarks(marks)
    index.write(nowMs)
    return orderOf(index)
  }

  it.each(['marks first', 'job first'] as const)('a dismissed job stays off, %s', (order) => {
    expect(restored(running('a'), 'running', order)).toEqual([])
    const question = asking('b')
    expect(restored(question, stateToSee(question, nowMs), order)).toEqual([])
  })

  it.each(['marks first', 'job first'] as const)('one that failed or asked meanwhile is back, %s', (order) => {
    expect(restored(failed('a'), 'running', order)).toEqual(['a'])
    expect(restored(asking('b'), 'running', order)).toEqual(['b'])
  })
})

it('a silenced job stays where it is', () => {
  const job = asking('a')
  const index = indexOf(job)
  index.setFlags(job, { isSilenced: true, dismissed: null })
  index.write(nowMs)
  expect(orderOf(index)).toEqual(['a'])
  expect([index.flagsOf(job.key).isSilenced, index.counts['needs-you']]).toEqual([true, 1])
})

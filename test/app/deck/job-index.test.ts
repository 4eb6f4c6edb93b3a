import { describe, expect, it } from 'vitest'
import { JobIndex } from '../../../src/app/deck/job-index.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { Cause } from '../../../src/domain/jobs/transition.ts'
import { arrive, foldAll, freshJob, jobKey, recordFacts } from '../../domain/jobs/build-job.ts'
import { asking, failed, indexOf, nowMs, orderOf, put, running } from './indexed-jobs.ts'

function leave(index: JobIndex, job: Job): void {
  index.note({ key: job.key, before: job, after: null, cause: 'record' })
}

const seenOf = (index: JobIndex) => orderOf(index).filter((id) => id && index.isSeen(jobKey(id)))

describe('a look', () => {
  it('is about one time-out: a job that falls silent again is unseen', () => {
    const silent = foldAll([arrive(1, 'started', { atMs: 0 })], freshJob('a'))
    const index = indexOf(silent)
    index.acknowledge(silent, 130_000)
    index.write(131_000)
    expect(seenOf(index)).toEqual(['a'])
    put(index, [foldAll([arrive(2, 'progress', { atMs: 140_000 })], silent)])
    index.write(300_000)
    expect(index.counts['timed-out']).toBe(1)
    expect(seenOf(index)).toEqual([])
  })
})

describe('counts', () => {
  it('have every job in one status', () => {
    expect(indexOf(running('a'), failed('b'), asking('c'), freshJob('d')).counts).toEqual({
      pending: 1,
      running: 1,
      'needs-you': 1,
      'timed-out': 0,
      completed: 0,
      error: 1,
      cancelled: 0,
    })
  })

  it('follow the time: a job that falls silent times out', () => {
    const index = indexOf(running('a'))
    expect(index.counts.running).toBe(1)
    index.write(200_000)
    expect(index.counts).toMatchObject({ running: 0, 'timed-out': 1 })
  })

  it('are the same object as long as no number changes', () => {
    const index = indexOf(running('a'))
    const { counts } = index
    put(index, [{ ...running('a'), duplicates: 1 }])
    index.write(nowMs)
    expect(index.counts).toBe(counts)
  })
})

describe('what was seen', () => {
  it('comes later: a failed job that was marked as seen', () => {
    const index = indexOf(running('a'), failed('b'))
    expect(orderOf(index)).toEqual(['b', 'a'])
    index.acknowledge(failed('b'), nowMs)
    index.write(nowMs)
    expect(orderOf(index)).toEqual(['a', 'b'])
    expect(seenOf(index)).toEqual(['b'])
  })

  it('is unseen again in another status', () => {
    const index = indexOf(running('a'))
    index.acknowledge(running('a'), 200_000)
    index.write(200_000)
    expect(seenOf(index)).toEqual(['a'])
    put(index, [failed('a')])
    index.write(200_000)
    expect(seenOf(index)).toEqual([])
  })

  it('stays seen while the deck shows another broker', () => {
    const index = indexOf(failed('b'))
    index.acknowledge(failed('b'), nowMs)
    leave(index, failed('b'))
    put(index, [running('a')])
    index.write(nowMs)
    expect(orderOf(index)).toEqual(['a'])
    leave(index, running('a'))
    put(index, [failed('b')])
    index.write(nowMs)
    expect(seenOf(index)).toEqual(['b'])
  })
})

describe('the backlog from before the deck was watching', () => {
  const lateMs = 200_000
  const silent = running('a')

  it.each<readonly [string, Job, Cause]>([
    [
      'a job whose record says that it had failed',
      { ...freshJob('a'), record: recordFacts({ status: 'error' }) },
      'record',
    ],
  ])('is seen from its first write on: %s', (_what, job, cause) => {
    const index = new JobIndex(lateMs)
    put(index, [job], cause)
    index.write(lateMs)
    expect(seenOf(index)).toEqual(['a'])
  })

  it.each<readonly [string, Job, string | null, readonly string[]]>([
    ['a failure that was looked at', failed('a'), 'error', ['a']],
    ['a failure that nobody has looked at', failed('a'), null, []],
    ['a failure of a job that was looked at while it was running', failed('a'), 'running', []],
    ['a silence that was looked at', silent, 'idle since 1000', ['a']],
    ['an earlier silence that was looked at', silent, 'idle since 500', []],
  ])('is as an earlier run knows it: %s', (_what, job, sight, seen) => {
    const index = new JobIndex(lateMs)
    put(index, [job], 'restored')
    index.restoreMarks({ seen: new Map([[job.key, sight]]), flags: new Map() })
    index.write(lateMs)
    expect(seenOf(index)).toEqual(seen)
  })

  it.each<readonly [string, Job, Job | null, Cause]>([
    ['a failure that comes now', failed('a'), null, 'live'],
    ['a failure that the broker had kept', failed('a'), null, 'retained'],
    ['a failure that the ledger remembers', failed('a'), null, 'restored'],
    ['a record that says now that its job failed', failed('a'), running('a'), 'record'],
  ])('is not %s', (_what, after, before, cause) => {
    const index = new JobIndex(nowMs)
    index.note({ key: after.key, before, after, cause })
    index.write(nowMs)
    expect(seenOf(index)).toEqual([])
  })

  it('is not a time-out that comes later', () => {
    const index = new JobIndex(nowMs)
    put(index, [silent], 'restored')
    index.write(lateMs)
    expect(index.counts['timed-out']).toBe(1)
    expect(seenOf(index)).toEqual([])
  })
})

describe('the order', () => {
  it('is held for two seconds after the user has moved, then follows urgency', () => {
    const index = indexOf(running('a'), running('b'))
    index.holdOrder(nowMs)
    put(index, [asking('b')])
    index.write(nowMs + 1_999)
    expect(orderOf(index)).toEqual(['a', 'b'])
    index.write(nowMs + 2_000)
    expect(orderOf(index)).toEqual(['b', 'a'])
  })

  it('lets new jobs wait outside and leaves gone ones out while it is held', () => {
    const index = indexOf(running('a'), running('b'))
    index.holdOrder(nowMs)
    put(index, [asking('c')])
    leave(index, running('a'))
    index.write(nowMs + 1_000)
    expect(orderOf(index)).toEqual(['b'])
    expect([index.total, index.counts['needs-you'], index.attention.at(0)]).toEqual([2, 1, jobKey('c')])
    index.write(nowMs + 2_000)
    expect(orderOf(index)).toEqual(['c', 'b'])
  })

  it('is not held in an empty list: nothing can move there', () => {
    const index = indexOf()
    index.holdOrder(nowMs)
    put(index, [asking('c')])
    index.write(nowMs + 1_000)
    expect(orderOf(index)).toEqual(['c'])
  })
})

describe('a write', () => {
  it('returns the status of a job before and after', () => {
    const index = new JobIndex(nowMs)
    put(index, [running('a')], 'retained')
    expect(index.write(nowMs)).toEqual([
      { key: jobKey('a'), before: null, after: running('a'), from: null, to: 'running', cause: 'retained' },
    ])
    put(index, [failed('a')])
    expect(index.write(nowMs)).toEqual([
      { key: jobKey('a'), before: running('a'), after: failed('a'), from: 'running', to: 'error', cause: 'live' },
    ])
    leave(index, failed('a'))
    expect(index.write(nowMs)).toEqual([
      { key: jobKey('a'), before: failed('a'), after: null, from: 'error', to: null, cause: 'record' },
    ])
    expect(index.write(nowMs)).toEqual([])
  })

  it('says that time has timed a job out, once', () => {
    const job = running('a')
    const index = indexOf(job)
    expect(index.write(200_000)).toEqual([
      { key: job.key, before: job, after: job, from: 'running', to: 'timed-out', cause: 'tick' },
    ])
    expect(index.write(201_000)).toEqual([])
  })

  it.each<readonly [string, readonly (readonly [Job, Cause])[], Cause]>([
    [
      'the first, when the later ones leave the status',
      [
        [failed('a'), 'restored'],
        [{ ...failed('a'), duplicates: 1 }, 'live'],
      ],
      'restored',
    ],
    [
      'the one that changed the status',
      [
        [running('a'), 'restored'],
        [failed('a'), 'live'],
      ],
      'live',
    ],
  ])('makes one transition of several changes, with the cause of %s', (_which, changes, cause) => {
    const index = new JobIndex(nowMs)
    let before: Job | null = null
    for (const [after, why] of changes) {
      index.note({ key: after.key, before, after, cause: why })
      before = after
    }
    expect(index.write(nowMs)).toMatchObject([{ before: null, after: before, to: 'error', cause }])
  })

  it('judges limits for the moment that the broker was heard last, and is in doubt about those that ran out since', () => {
    const index = indexOf(running('a'))
    const lateMs = 600_000
    expect(index.write(lateMs, nowMs)).toEqual([])
    expect([index.counts['timed-out'], index.isInDoubt]).toEqual([0, true])
    expect(index.write(lateMs + 1, lateMs)).toMatchObject([{ from: 'running', to: 'timed-out', cause: 'tick' }])
    expect(index.isInDoubt).toBe(false)
  })

  it('has another version when something has changed, the same when nothing has', () => {
    const index = indexOf(running('a'))
    const { version } = index
    index.write(nowMs + 1)
    expect(index.version).toBe(version)
    index.acknowledge(running('a'), nowMs)
    index.write(nowMs + 1)
    expect(index.version).not.toBe(version)
  })
})

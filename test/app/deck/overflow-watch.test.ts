import { expect, it, vi } from 'vitest'
import { OverflowWatch } from '../../../src/app/deck/overflow-watch.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { SeqSet } from '../../../src/domain/jobs/seq-set.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { freshJob, jobIdOf } from '../../domain/jobs/build-job.ts'

function watching(before: SeqSet) {
  const clock = new SimulatedClock(0)
  const jobs = new Map<JobId, Job>()
  const put = (id: string, seqs: SeqSet) => jobs.set(jobIdOf(id), { ...freshJob(), seqs })
  const onOverflow = vi.fn<() => void>()
  put('known001', before)
  const watch = new OverflowWatch(clock, () => jobs)
  watch.remember()
  watch.begin(onOverflow)
  return { clock, put, watch, onOverflow }
}

it('infers an overflow once when a known job lacks more numbers after the queue has come', () => {
  const { clock, put, onOverflow } = watching([[1, 50]])
  put('known001', [
    [1, 60],
    [81, 82],
  ])
  clock.advance(10_000)
  expect(onOverflow).toHaveBeenCalledTimes(1)
  put('known001', [
    [1, 60],
    [90, 99],
  ])
  clock.advance(300_000)
  expect(onOverflow).toHaveBeenCalledTimes(1)
})

it('sees a hole that only a later event shows', () => {
  const { clock, put, onOverflow } = watching([[1, 50]])
  clock.advance(30_000)
  put('known001', [
    [1, 50],
    [52, 52],
  ])
  clock.advance(30_000)
  expect(onOverflow).toHaveBeenCalledTimes(1)
})

it.each<readonly [string, SeqSet, readonly [string, SeqSet]]>([
  [
    'what was missing before',
    [
      [1, 5],
      [9, 9],
    ],
    [
      'known001',
      [
        [1, 5],
        [9, 20],
      ],
    ],
  ],
  ['numbers that came late', [[1, 5]], ['known001', [[1, 20]]]],
  ['a job whose first event has a high number', [[1, 5]], ['unknown1', [[41, 41]]]],
])('infers nothing from %s', (_what, before, [id, after]) => {
  const { clock, put, onOverflow } = watching(before)
  put(id, after)
  clock.advance(300_000)
  expect(onOverflow).not.toHaveBeenCalled()
})

it('stops with the connection', () => {
  const { clock, put, watch, onOverflow } = watching([[1, 5]])
  put('known001', [
    [1, 5],
    [9, 9],
  ])
  watch.stop()
  clock.advance(300_000)
  expect(onOverflow).not.toHaveBeenCalled()
})

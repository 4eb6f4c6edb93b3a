import { expect, it } from 'vitest'
import { Acknowledgements } from '../../../src/domain/attention/acknowledgements.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { arrive, foldAll, freshJob } from '../jobs/build-job.ts'

const started = foldAll([arrive(1, 'started', { atMs: 0 })])
const failed = foldAll([arrive(2, 'error', { atMs: 1_000 })], started)

it('knows no job at first', () => {
  expect(new Acknowledgements().has(failed, 5_000)).toBe(false)
})

it.each<readonly [string, Job, number, Job, number, boolean]>([
  ['a job that has failed stays seen', failed, 5_000, failed, 900_000, true],
  ['a silent job stays seen while it is silent', started, 130_000, started, 140_000, true],
  ['a job that fails after a look is unseen', started, 5_000, failed, 5_000, false],
  ['a job that falls silent after a look is unseen', started, 5_000, started, 130_000, false],
  [
    'a job that falls silent again is unseen',
    started,
    130_000,
    foldAll([arrive(2, 'progress', { atMs: 140_000 })], started),
    300_000,
    false,
  ],
  ['a silent job whose total limit passes is unseen', started, 130_000, started, 3_600_000, false],
])('%s', (_what, looked, lookedMs, shown, shownMs, isSeen) => {
  const acknowledgements = new Acknowledgements()
  acknowledgements.acknowledge(looked, lookedMs)
  expect(acknowledgements.has(shown, shownMs)).toBe(isSeen)
})

it('forgets the oldest look beyond 50,000 jobs, and says of which job', () => {
  const acknowledgements = new Acknowledgements()
  const [first, second] = [freshJob('first001'), freshJob('second01')]
  acknowledgements.acknowledge(first, 0)
  acknowledgements.acknowledge(second, 0)
  acknowledgements.acknowledge(first, 0)
  const others = Array.from({ length: 49_999 }, (_, i) => acknowledgements.acknowledge(freshJob(`job${i}`), 0))
  expect(others.filter((key) => key !== null)).toEqual([second.key])
  expect([acknowledgements.has(first, 0), acknowledgements.has(second, 0)]).toEqual([true, false])
})

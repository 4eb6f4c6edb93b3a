import { expect, it } from 'vitest'
import { ReplayDeck } from '../../../../src/app/deck/replay/replay-deck.ts'
import { SimulatedClock } from '../../../../src/io/clock/simulated-clock.ts'
import { jobsOf } from '../standing-jobs.ts'
import { recordedAt, startMs } from './recordings.ts'

function replay() {
  const clock = new SimulatedClock(Date.parse('2026-12-01T00:00:00Z'))
  const entries = [
    recordedAt(0, 'aaaa1111', 1, 'started'),
    recordedAt(60, 'bbbb2222', 1, 'permission_required', 'may I?'),
    recordedAt(300, 'bbbb2222', 2, 'completed'),
  ]
  const deck = new ReplayDeck({ entries, records: new Map(), name: 'a file', speed: 10, clock, problem: null })
  deck.start()
  const seen = () => {
    const { jobs, replay, nowMs } = deck.store.getState()
    return { counts: jobs.counts, ids: jobsOf(jobs).map(({ id }) => id), replay, sec: (nowMs - startMs) / 1_000 }
  }
  return { clock, deck, seen }
}

it('plays by the time of the recording', () => {
  const { clock, seen } = replay()
  expect(seen()).toMatchObject({ ids: ['aaaa1111'], sec: 0 })
  clock.advance(5_900)
  expect(seen()).toMatchObject({ ids: ['aaaa1111'], sec: 59 })
  clock.advance(100)
  expect(seen()).toMatchObject({ ids: ['bbbb2222', 'aaaa1111'], counts: { 'needs-you': 1, running: 1 }, sec: 60 })
  clock.advance(6_000)
  expect(seen().counts).toMatchObject({ 'needs-you': 1, 'timed-out': 1 })
  clock.advance(60_000)
  expect(seen()).toMatchObject({ counts: { completed: 1 }, sec: 300, replay: { isPaused: true } })
})

it('goes back: what has timed out runs again, and what was not there yet is gone', () => {
  const { deck, seen } = replay()
  deck.commands.replay('end')
  expect(seen().counts).toMatchObject({ completed: 1, 'timed-out': 1 })
  deck.commands.replay('begin')
  expect(seen()).toMatchObject({ ids: ['aaaa1111'], counts: { running: 1, completed: 0, 'timed-out': 0 }, sec: 0 })
})

it('keeps the filter when it goes back', () => {
  const { deck, seen } = replay()
  deck.commands.replay('end')
  deck.commands.list({ filter: 'bbbb', show: 'all', sortBy: 'start' })
  expect(seen().ids).toEqual(['bbbb2222'])
  deck.commands.replay('begin')
  expect(seen().ids).toEqual([])
})

it('does nothing that would act, and says so for a while', async () => {
  const { clock, deck } = replay()
  const [job] = jobsOf(deck.store.getState().jobs)
  if (!job) throw new Error('there is a job')
  deck.commands.emit({ job: job.key, event: 'completed', detail: '' })
  expect(deck.store.getState()).toMatchObject({
    problem: expect.stringMatching(/this is a replay/),
    outcomes: new Map(),
  })
  clock.advance(5_000)
  expect(deck.store.getState().problem).toBeNull()
})

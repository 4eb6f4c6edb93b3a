import { afterEach, expect, it, vi } from 'vitest'
import { SecondClock, type Tick } from '../../../src/app/deck/second-clock.ts'
import { remaining } from '../../../src/ui/cells/times.ts'

/** A machine whose clocks and timers the test moves. */
const machine = { nowMs: 0, offsetMs: 0, noise: () => 0 }

vi.mock('../../../src/io/clock/monotonic-now.ts', () => ({
  monotonicNow: () => machine.nowMs,
  wallOffset: () => machine.offsetMs + machine.noise(),
}))

let timers: { atMs: number; run: () => void }[] = []

/** Lets timers fire, each `lateMs()` after its time, until `untilMs`; returns the ticks. */
function runClock(untilMs: number, lateMs: () => number): readonly Tick[] {
  vi.stubGlobal('setTimeout', (run: () => void, waitMs: number) => {
    const timer = { atMs: machine.nowMs + waitMs, run }
    timers.push(timer)
    return timer
  })
  vi.stubGlobal('clearTimeout', (timer: { atMs: number; run: () => void }) => {
    timers = timers.filter((other) => other !== timer)
  })
  const ticks: Tick[] = []
  const clock = new SecondClock()
  clock.start((tick) => ticks.push(tick))
  for (let timer = timers.shift(); timer && timer.atMs < untilMs; timer = timers.shift()) {
    machine.nowMs = Math.max(machine.nowMs, timer.atMs + lateMs())
    timer.run()
  }
  clock.stop()
  return ticks
}

afterEach(() => {
  vi.unstubAllGlobals()
  timers = []
  Object.assign(machine, { nowMs: 0, offsetMs: 0, noise: () => 0 })
})

/** A cheap generator, so that a failing run can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

it.each([1, 2, 3, 4, 5])('never skips or repeats a second, with timers that jitter (run %i)', (seed) => {
  const random = randomFrom(seed)
  Object.assign(machine, { nowMs: 1_000_000.37, offsetMs: 1_750_000_000_123.9, noise: () => random() * 1.5 - 0.75 })
  const endsMs = machine.nowMs + 600_000.123
  const ticks = runClock(machine.nowMs + 590_000, () => random() * 60 - 1)
  expect(ticks.length).toBeGreaterThan(585)
  const shown = ticks.map(({ nowMs }) => remaining(endsMs - nowMs))
  expect(new Set(shown).size).toBe(shown.length)
  for (const [i, { nowMs }] of ticks.entries()) if (i > 0) expect(nowMs - (ticks[i - 1]?.nowMs ?? 0)).toBe(1000)
})

it('ticks on the whole second of the wall clock', () => {
  Object.assign(machine, { nowMs: 5_000.25, offsetMs: 1_750_000_000_700 })
  for (const { nowMs, wallOffsetMs } of runClock(20_000, () => 3)) expect((nowMs + wallOffsetMs) % 1000).toBe(0)
})

it('follows the wall clock when somebody sets it, on the next tick', () => {
  Object.assign(machine, { nowMs: 5_000, offsetMs: 1_750_000_000_000 })
  let ticksLeft = 3
  const ticks = runClock(12_000, () => {
    if (--ticksLeft === 0) machine.offsetMs += 3_600_400
    return 1
  })
  expect(ticks[1]?.wallOffsetMs).toBe(1_750_000_000_000)
  expect(ticks[2]?.wallOffsetMs).toBe(1_750_003_600_400)
  for (const { nowMs, wallOffsetMs } of ticks) expect((nowMs + wallOffsetMs) % 1000).toBe(0)
})

it('is right at once after the process has slept', () => {
  let isAsleep = true
  const ticks = runClock(30_000, () => {
    const lateMs = isAsleep ? 7_500 : 0
    isAsleep = false
    return lateMs
  })
  expect(ticks[0]?.nowMs).toBe(8_000)
  expect(ticks[1]?.nowMs).toBe(9_000)
})

it('does not tick after it was stopped', () => {
  const ticks = runClock(5_000, () => 0)
  expect(ticks).toHaveLength(4)
  expect(timers).toEqual([])
})

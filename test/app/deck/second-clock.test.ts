import { expect, it } from 'vitest'
import { SecondClock, type Tick } from '../../../src/app/deck/second-clock.ts'
import type { Cancel, Clock } from '../../../src/io/clock/clock.ts'
import { remaining } from '../../../src/ui/cells/times.ts'

/** A machine whose clocks and timers the test moves. */
class Machine implements Clock {
  nowMs: number
  offsetMs: number
  readonly #noise: () => number
  #timers: { atMs: number; run: () => void }[] = []

  constructor(nowMs = 0, offsetMs = 0, noise = () => 0) {
    this.nowMs = nowMs
    this.offsetMs = offsetMs
    this.#noise = noise
  }

  get waiting(): number {
    return this.#timers.length
  }

  monotonicMs(): number {
    return this.nowMs
  }

  wallMs(): number {
    return this.nowMs + this.offsetMs + this.#noise()
  }

  after(ms: number, run: () => void): Cancel {
    const timer = { atMs: this.nowMs + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  soon(): Cancel {
    throw new Error('a second clock waits for seconds')
  }

  every(): Cancel {
    throw new Error('a second clock waits for one second at a time')
  }

  /** Lets timers fire, each `lateMs()` after its time, until `untilMs`; returns the ticks of a clock that runs meanwhile. */
  run(untilMs: number, lateMs: () => number): readonly Tick[] {
    const ticks: Tick[] = []
    const clock = new SecondClock(this)
    clock.start((tick) => ticks.push(tick))
    for (let timer = this.#timers.shift(); timer && timer.atMs < untilMs; timer = this.#timers.shift()) {
      this.nowMs = Math.max(this.nowMs, timer.atMs + lateMs())
      timer.run()
    }
    clock.stop()
    return ticks
  }
}

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
  const machine = new Machine(1_000_000.37, 1_750_000_000_123.9, () => random() * 1.5 - 0.75)
  const endsMs = machine.nowMs + 600_000.123
  const ticks = machine.run(machine.nowMs + 590_000, () => random() * 60 - 1)
  expect(ticks.length).toBeGreaterThan(585)
  const shown = ticks.map(({ nowMs }) => remaining(endsMs - nowMs))
  expect(new Set(shown).size).toBe(shown.length)
  for (const [i, { nowMs }] of ticks.entries()) if (i > 0) expect(nowMs - (ticks[i - 1]?.nowMs ?? 0)).toBe(1000)
})

it('ticks on the whole second of the wall clock', () => {
  const machine = new Machine(5_000.25, 1_750_000_000_700)
  for (const { nowMs, wallOffsetMs } of machine.run(20_000, () => 3)) expect((nowMs + wallOffsetMs) % 1000).toBe(0)
})

it('follows the wall clock when it is set, on the next tick', () => {
  const machine = new Machine(5_000, 1_750_000_000_000)
  let ticksLeft = 3
  const ticks = machine.run(12_000, () => {
    if (--ticksLeft === 0) machine.offsetMs += 3_600_400
    return 1
  })
  expect(ticks[1]?.wallOffsetMs).toBe(1_750_000_000_000)
  expect(ticks[2]?.wallOffsetMs).toBe(1_750_003_600_400)
  for (const { nowMs, wallOffsetMs } of ticks) expect((nowMs + wallOffsetMs) % 1000).toBe(0)
})

it('is right at once after the process has slept', () => {
  let isAsleep = true
  const ticks = new Machine().run(30_000, () => {
    const lateMs = isAsleep ? 7_500 : 0
    isAsleep = false
    return lateMs
  })
  expect(ticks[0]?.nowMs).toBe(8_000)
  expect(ticks[1]?.nowMs).toBe(9_000)
})

it('does not tick after it was stopped', () => {
  const machine = new Machine()
  const ticks = machine.run(5_000, () => 0)
  expect(ticks).toHaveLength(4)
  expect(machine.waiting).toBe(0)
})

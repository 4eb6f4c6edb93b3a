import { beforeEach, describe, expect, it } from 'vitest'
import { FlushTimer } from '../../../src/app/deck/flush-timer.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'

describe('the flush timer', () => {
  let clock: SimulatedClock
  let flushes: number[]
  let timer: FlushTimer

  beforeEach(() => {
    clock = new SimulatedClock(0)
    flushes = []
    timer = new FlushTimer(clock, () => flushes.push(clock.monotonicMs()))
  })

  it('flushes at once when it was quiet, once for all of a turn', () => {
    for (let i = 0; i < 1000; i++) timer.request()
    expect(flushes).toEqual([])
    clock.advance(0)
    expect(flushes).toEqual([0])
  })

  it('flushes at most ten times a second under a burst of thousands, and the last change too', () => {
    for (let ms = 0; ms < 3000; ms++) {
      timer.request()
      timer.request()
      clock.advance(1)
    }
    const lastRequestMs = clock.monotonicMs()
    clock.advance(100)
    const gaps = flushes.slice(1).map((at, i) => at - (flushes[i] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100)
    expect(flushes.length).toBeGreaterThanOrEqual(29)
    expect(flushes.length).toBeLessThanOrEqual(32)
    expect(flushes.at(-1)).toBeGreaterThanOrEqual(lastRequestMs - 1)
  })

  it('does nothing while nothing changes', () => {
    clock.advance(60_000)
    timer.request()
    clock.advance(60_000)
    expect(flushes).toEqual([60_000])
  })

  it('does not flush after it was stopped', () => {
    timer.request()
    timer.stop()
    clock.advance(1000)
    expect(flushes).toEqual([])
  })
})

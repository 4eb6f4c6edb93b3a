import { beforeEach, describe, expect, it } from 'vitest'
import { FlushTimer } from '../../../src/app/deck/flush-timer.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'

/** A clock that goes on while work is done. */
class BusyClock extends SimulatedClock {
  spentMs = 0

  override monotonicMs(): number {
    return super.monotonicMs() + this.spentMs
  }
}

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

  it.each([
    { tookMs: 5, usualMs: 100, urgentMs: 30 },
    { tookMs: 20, usualMs: 180, urgentMs: 30 },
    { tookMs: 300, usualMs: 500, urgentMs: 100 },
  ])(
    'waits $usualMs ms after a write and its frame took $tookMs ms, $urgentMs ms when a person waits',
    async (times) => {
      const { tookMs, usualMs, urgentMs } = times
      const busy = new BusyClock(0)
      let count = 0
      const slow = new FlushTimer(busy, () => {
        count += 1
        busy.spentMs += tookMs
      })
      const flushesAfter = async (ms: number) => {
        busy.advance(ms - 1)
        expect(count).toBe(0)
        busy.advance(1)
        await new Promise(setImmediate)
        expect(count).toBe(1)
        count = 0
      }
      slow.request()
      busy.advance(0)
      await new Promise(setImmediate)
      count = 0
      slow.request()
      await flushesAfter(usualMs)
      slow.request()
      slow.request('urgent')
      slow.request()
      await flushesAfter(urgentMs)
    },
  )

  it('does not flush after it was stopped', () => {
    timer.request()
    timer.stop()
    clock.advance(1000)
    expect(flushes).toEqual([])
  })
})

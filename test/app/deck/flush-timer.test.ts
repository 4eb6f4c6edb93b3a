import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FlushTimer } from '../../../src/app/deck/flush-timer.ts'

vi.mock('../../../src/io/clock/monotonic-now.ts', () => ({ monotonicNow: () => Date.now() }))

describe('the flush timer', () => {
  let flushes: number[]
  let timer: FlushTimer

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date'] })
    flushes = []
    timer = new FlushTimer(() => flushes.push(Date.now()))
  })

  afterEach(() => {
    timer.stop()
    vi.useRealTimers()
  })

  it('flushes at once when it was quiet, once for all of a turn', () => {
    const start = Date.now()
    for (let i = 0; i < 1000; i++) timer.request()
    expect(flushes).toEqual([])
    vi.advanceTimersByTime(0)
    expect(flushes).toEqual([start])
  })

  it('flushes at most ten times a second under a burst of thousands, and the last change too', () => {
    for (let ms = 0; ms < 3000; ms++) {
      timer.request()
      timer.request()
      vi.advanceTimersByTime(1)
    }
    const lastRequest = Date.now()
    vi.advanceTimersByTime(100)
    const gaps = flushes.slice(1).map((at, i) => at - (flushes[i] ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100)
    expect(flushes.length).toBeGreaterThanOrEqual(29)
    expect(flushes.length).toBeLessThanOrEqual(32)
    expect(flushes.at(-1)).toBeGreaterThanOrEqual(lastRequest - 1)
  })

  it('does nothing while nothing changes', () => {
    vi.advanceTimersByTime(60_000)
    timer.request()
    vi.advanceTimersByTime(60_000)
    expect(flushes).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not flush after it was stopped', () => {
    timer.request()
    timer.stop()
    vi.advanceTimersByTime(1000)
    expect(flushes).toEqual([])
  })
})

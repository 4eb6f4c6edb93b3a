import { describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../src/io/clock/system-clock.ts'

describe('the system clock', () => {
  it('does not fire at once for a wait that is longer than a timer can hold', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      let fired = false
      systemClock.after(2 ** 31 + 1_000, () => {
        fired = true
      })
      vi.advanceTimersByTime(2 ** 31)
      expect(fired).toBe(false)
      vi.advanceTimersByTime(1_000)
      expect(fired).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  it('starts from the wall clock and only moves forward', () => {
    expect(Math.abs(systemClock.monotonicMs() - systemClock.wallMs())).toBeLessThan(60_000)
    const before = systemClock.monotonicMs()
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(before)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryDelayMs, slowRetryDelayMs } from '../../../src/io/mqtt/retry-delay.ts'

describe('the delay before a retry', () => {
  it('doubles from 1–2 s to 15–30 s', () => {
    const shortest = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(attempt, () => 0))
    expect(shortest).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    expect(retryDelayMs(1, () => 0.999)).toBe(1_999)
    expect(retryDelayMs(9, () => 0.999)).toBe(29_985)
  })

  it('stays between 1 s and 30 s for ever', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), random, (attempt, value) => {
        const delayMs = retryDelayMs(attempt, () => value)
        expect(delayMs).toBeGreaterThanOrEqual(1_000)
        expect(delayMs).toBeLessThanOrEqual(30_000)
      }),
    )
  })

  it('is 30 to 60 s for what passes only when someone acts', () => {
    expect(slowRetryDelayMs(() => 0)).toBe(30_000)
    expect(slowRetryDelayMs(() => 0.999)).toBe(59_970)
  })
})

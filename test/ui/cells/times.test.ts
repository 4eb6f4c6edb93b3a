import { describe, expect, it } from 'vitest'
import { clockTime, dayTime, elapsed, remaining } from '../../../src/ui/cells/times.ts'
import { nowMs } from '../fixtures.ts'

describe('times', () => {
  it('round what has passed down and what is left up', () => {
    expect(elapsed(42_998)).toBe('0:42')
    expect(remaining(42_002)).toBe('0:43')
    expect(remaining(2)).toBe('0:01')
    expect(remaining(0)).toBe('0:00')
    expect(elapsed(3_723_000)).toBe('1:02:03')
    expect(elapsed(450_000_000)).toBe('5d 05h')
  })

  it('count down by one a second even when the clock ticks a little late', () => {
    const texts = [0, 1000.2, 1999.7, 3000.1].map((goneMs) => remaining(10_000 - goneMs))
    expect(texts).toEqual(['0:10', '0:09', '0:08', '0:07'])
  })

  it('show the local time of day, with the day where it may be another', () => {
    expect(clockTime(nowMs)).toBe('14:02:11')
    expect(dayTime(nowMs)).toBe('21 Nov 14:02:11')
    // Half a millisecond before the second of a tick.
    expect(clockTime(nowMs - 0.5)).toBe('14:02:11')
  })
})

import { describe, expect, it } from 'vitest'
import { lineWidth } from '../../../src/ui/cells/line.ts'
import { bars, sparkLines } from '../../../src/ui/views/detail/spark-line.ts'
import { nowMs } from '../fixtures.ts'

describe('the bars of when events came', () => {
  it('are high where most came, and blank where none did', () => {
    expect(bars([0, 1, 2, 3, 50, 99], 100, 4)).toBe('█ ▂▂')
    expect(bars([0], 0, 3)).toBe('█  ')
    expect(bars([], 10, 3)).toBe('   ')
  })

  it('fill a line from the first event until now, or until the end', () => {
    const times = { weight: 1, timesMs: Array.from({ length: 20 }, (_, index) => nowMs - 1_000 * (20 - index)) }
    const text = (endMs: number | null) =>
      sparkLines(times, { endMs, nowMs, wallOffsetMs: 0 }, 60).map((line) => line.map((piece) => piece.text).join(''))
    expect(text(null)[0]).toMatch(/^14:01:51 [▁▂▃▄▅▆▇█ ]+ now$/)
    expect(text(nowMs)[0]).toMatch(/^14:01:51 .* 14:02:11$/)
    for (const line of sparkLines(times, { endMs: null, nowMs, wallOffsetMs: 0 }, 60))
      expect(lineWidth(line)).toBeLessThanOrEqual(60)
  })

  it('are left out for few events and on narrow screens', () => {
    const few = { weight: 1, timesMs: [1, 2, 3] }
    expect(sparkLines(few, { endMs: null, nowMs, wallOffsetMs: 0 }, 60)).toEqual([])
    expect(sparkLines(null, { endMs: null, nowMs, wallOffsetMs: 0 }, 60)).toEqual([])
  })
})

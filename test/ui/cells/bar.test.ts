import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Countdown } from '../../../src/domain/jobs/deadlines.ts'
import { barText, countdownLine, countdownRole, countdownRoom } from '../../../src/ui/cells/bar.ts'
import { lineWidth } from '../../../src/ui/cells/line.ts'
import { nowMs } from '../fixtures.ts'

function countdown(limitSec: number, leftSec: number, change: Partial<Countdown> = {}): Countdown {
  const leftMs = leftSec * 1000
  return {
    limitSec,
    endsMs: nowMs + leftMs,
    urgentFromMs: nowMs + leftMs - 0.15 * limitSec * 1000,
    leftMs: Math.max(0, leftMs),
    fraction: Math.max(0, leftSec / limitSec),
    passed: leftMs <= 0,
    assumed: false,
    ...change,
  }
}

describe('a bar', () => {
  it.each([
    [1, '████'],
    [0.5, '██  '],
    [0.375, '█▌  '],
    [0.001, '▏   '],
    [0, '    '],
    [2, '████'],
  ])('of %d is "%s"', (fraction, text) => expect(barText(fraction, 4)).toBe(text))

  it('is exactly as long as asked, and never shrinks when more is left', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    const eighths = (bar: string) => [...bar].reduce((sum, cell) => sum + ' ▏▎▍▌▋▊▉█'.indexOf(cell), 0)
    fc.assert(
      fc.property(part, part, fc.integer({ min: 0, max: 60 }), (a, b, cells) => {
        expect(barText(a, cells)).toHaveLength(cells)
        expect(eighths(barText(Math.max(a, b), cells))).toBeGreaterThanOrEqual(eighths(barText(Math.min(a, b), cells)))
      }),
    )
  })
})

describe('the colour of a countdown', () => {
  it.each([
    [3600, 1801, 'good'],
    [3600, 1800, 'warn'],
    [3600, 541, 'warn'],
    [3600, 540, 'bad'],
    [3600, 60, 'bad'],
    [3600, 59, 'bad-soon'],
    [60, 59, 'good-soon'],
    [120, 30, 'warn-soon'],
    [120, 0, 'bad-soon'],
  ])('with a limit of %i s and %i s left is %s', (limit, left, role) =>
    expect(countdownRole(countdown(limit, left))).toBe(role),
  )
})

describe('a countdown line', () => {
  const text = (line: ReturnType<typeof countdownLine>) => line.map((piece) => piece.text).join('')

  it('reads as in UX.md', () => {
    expect(text(countdownLine('total', countdown(3600, 1083), nowMs, 40, 14))).toBe(
      'total ▕█████▍            ▏    18:03 left',
    )
    expect(text(countdownLine('idle', countdown(120, 21, { assumed: true }), nowMs, 40, 14))).toBe(
      'idle  ▕███▏              ▏    ~0:21 left',
    )
  })

  it('says by how much a limit has been passed', () => {
    expect(text(countdownLine('idle', countdown(120, -192), nowMs, 40, 14))).toContain('over by 3:12')
  })

  it('leaves room for the longest countdown of its job, so that both bars end at the same place', () => {
    expect(countdownRoom([countdown(3600, 3600, { assumed: true }), countdown(120, 21)], nowMs)).toBe(14)
    expect(countdownRoom([countdown(3600, -3723), countdown(120, 21)], nowMs)).toBe(' over by 1:02:03'.length)
    expect(countdownRoom([null, null], nowMs)).toBe(14)
  })

  it('is exactly as wide as asked, for any limit', () => {
    const sec = fc.integer({ min: 1, max: 10_000_000 })
    fc.assert(
      fc.property(
        sec,
        fc.integer({ min: -10_000_000, max: 10_000_000 }),
        fc.integer({ min: 20, max: 120 }),
        (limit, left, cells) => {
          const limits = countdown(limit, left)
          const room = countdownRoom([limits, null], nowMs)
          expect(lineWidth(countdownLine('total', limits, nowMs, cells, room))).toBe(cells)
        },
      ),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Countdown } from '../../../src/domain/jobs/deadlines.ts'
import { barLine, clocksLine, countdownRole, countdownText } from '../../../src/ui/cells/bar.ts'
import { type Line, lineWidth } from '../../../src/ui/cells/line.ts'
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

const text = (line: Line) => line.map((piece) => piece.text).join('')

describe('a bar', () => {
  it.each([
    [1, '━━━━'],
    [0.5, '━━──'],
    [0.001, '━───'],
    [0, '────'],
    [2, '━━━━'],
  ])('of %d is "%s"', (fraction, bar) => expect(text(barLine(fraction, 4, 'plain'))).toBe(bar))

  it('is exactly as long as asked, and never shrinks when more is left', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    const filled = (fraction: number, cells: number) =>
      text(barLine(fraction, cells, 'plain')).replaceAll('─', '').length
    fc.assert(
      fc.property(part, part, fc.integer({ min: 0, max: 60 }), (a, b, cells) => {
        expect(lineWidth(barLine(a, cells, 'plain'))).toBe(cells)
        expect(filled(Math.max(a, b), cells)).toBeGreaterThanOrEqual(filled(Math.min(a, b), cells))
      }),
    )
  })
})

describe('the colour of a countdown', () => {
  it.each([
    ['total', 3600, 1801, 'quiet'],
    ['total', 3600, 1800, 'plain'],
    ['total', 3600, 541, 'plain'],
    ['total', 3600, 540, 'warn'],
    ['total', 3600, 61, 'warn'],
    ['total', 3600, 60, 'bad'],
    ['total', 60, 59, 'bad'],
    ['idle', 120, 61, 'quiet'],
    ['idle', 120, 19, 'plain'],
    ['idle', 120, 18, 'warn'],
    ['idle', 120, 12, 'bad'],
    ['idle', 3600, 60, 'bad'],
    ['idle', 120, -5, 'bad'],
    ['total', 3600, -5, 'bad'],
  ] as const)('of the %s limit of %i s with %i s left is %s', (limit, limitSec, leftSec, role) =>
    expect(countdownRole(limit, countdown(limitSec, leftSec))).toBe(role),
  )
})

describe('what is left', () => {
  it.each([
    [601, '11 min'],
    [600, '10:00'],
    [81, '1:21'],
    [3590, '60 min'],
    [7800, '2 h 10 min'],
    [0.5, '0:01'],
    [0, 'over by 0 s'],
    [-192, 'over by 3 min'],
    [-42, 'over by 42 s'],
  ])('of a limit with %d s is "%s"', (leftSec, words) =>
    expect(countdownText(countdown(90_000, leftSec), nowMs)).toBe(words),
  )

  it('is marked where the limit is assumed', () => {
    expect(countdownText(countdown(120, 21, { assumed: true }), nowMs)).toBe('~0:21')
  })
})

describe('the two limits', () => {
  const clocks = { total: countdown(3600, 1083), idle: countdown(120, 81) }

  it('stand beside each other, their bars of one length', () => {
    expect(text(clocksLine(clocks, nowMs, 60))).toBe('total ━━━━━─────────── 19 min    idle ━━━━━━━━━━━───── 1:21 ')
    expect(text(clocksLine(clocks, nowMs, 36))).toBe('total ━━─── 19 min  idle ━━━── 1:21 ')
  })

  it('are words alone where there is no room for bars', () => {
    expect(text(clocksLine(clocks, nowMs, 30))).toBe('total 19 min  idle 1:21       ')
  })

  it('say that the idle limit runs from the first event', () => {
    expect(text(clocksLine({ ...clocks, idle: null }, nowMs, 60))).toContain('19 min    idle from the first event')
  })

  it('are exactly as wide as asked, for any limit', () => {
    const limit = fc.option(
      fc
        .tuple(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: -10_000_000, max: 10_000_000 }))
        .map(([limitSec, leftSec]) => countdown(limitSec, Math.min(limitSec, leftSec))),
    )
    fc.assert(
      fc.property(limit, limit, fc.integer({ min: 20, max: 220 }), (total, idle, cells) => {
        expect(lineWidth(clocksLine({ total, idle }, nowMs, cells))).toBe(cells)
      }),
    )
  })
})

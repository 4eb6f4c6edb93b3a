import { describe, expect, it } from 'vitest'
import {
  briefWhenText,
  clockTime,
  dayTime,
  elapsed,
  leftText,
  lengthText,
  remaining,
  whenText,
} from '../../../src/ui/cells/times.ts'
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

const secondMs = 1000
const hourMs = 3600 * secondMs
const dayMs = 24 * hourMs

describe('when something happened', () => {
  it.each([
    [0, '0 s ago', '0 s'],
    [7 * secondMs, '7 s ago', '7 s'],
    [59_999, '59 s ago', '59 s'],
    [60_000, '1 min ago', '1 min'],
    [59 * 60_000, '59 min ago', '59 min'],
    [hourMs, '13:02', '13:02'],
    [14 * hourMs, '00:02', '00:02'],
    [15 * hourMs, 'yesterday 23:02', 'yesterday'],
    [30 * hourMs, 'yesterday 08:02', 'yesterday'],
    [2 * dayMs, '19 Nov', '19 Nov'],
    [5 * dayMs, '16 Nov', '16 Nov'],
    [400 * dayMs, '17 Oct 2025', '17 Oct 2025'],
    [-5 * secondMs, '0 s ago', '0 s'],
  ])('%i ms ago is said as "%s", or "%s" where it is narrow', (agoMs, text, brief) => {
    const moment = { wallMs: nowMs - agoMs, nowWallMs: nowMs }
    expect([whenText(moment), briefWhenText(moment)]).toEqual([text, brief])
  })

  it('is a day for what was just before midnight, seen an hour after it', () => {
    const midnight = new Date(2026, 10, 22).getTime()
    expect(whenText({ wallMs: midnight - secondMs, nowWallMs: midnight + 2 * hourMs })).toBe('yesterday 23:59')
    expect(whenText({ wallMs: midnight - secondMs, nowWallMs: midnight + secondMs })).toBe('2 s ago')
  })
})

describe('how long', () => {
  it.each([
    [42_900, '42 s'],
    [60_000, '1 min'],
    [99 * 60_000, '99 min'],
    [100 * 60_000, '1 h 40 min'],
    [2 * hourMs, '2 h'],
    [11 * hourMs + 60_000, '11 h'],
    [5 * dayMs, '5 days'],
    [-3, '0 s'],
  ])('%i ms took "%s"', (ms, text) => expect(lengthText(ms)).toBe(text))

  it('shows minutes that are left above ten of them, and seconds below', () => {
    expect([601_000, 600_000, 599_000].map(leftText)).toEqual(['11 min', '10:00', '9:59'])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../../src/domain/text/duration.ts'

describe('parseDuration', () => {
  it.each([
    ['90', 90],
    ['90s', 90],
    ['15m', 900],
    ['1h30m', 5400],
    ['1h', 3600],
    ['2h3m4s', 7384],
    ['1h4s', 3604],
    ['90m', 5400],
    ['0h0m1s', 1],
    ['007', 7],
    [' 10 ', 10],
    ['999999999', 999_999_999],
  ])('reads %j as %i seconds', (text, sec) => {
    expect(parseDuration(text)).toBe(sec)
  })

  it.each([
    ...['', ' ', 's', 'h', '1x', '-5', '+5', '1.5h', '1,5', '1e3', '0x10', 'NaN', 'Infinity'],
    ...[
      '0',
      '0s',
      '0h0m0s',
      '1m1h',
      '1s1m',
      '1h1h',
      '1h30',
      '5 m',
      '1H',
      '٣',
      '5m\n1s',
      '9'.repeat(10),
      '9'.repeat(400),
    ],
  ])('refuses %j and says how to write it', (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('1h30m') }),
    )
  })

  it('gives a whole number from 1 or a usage error, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...'0123456789hms. -')).map((chars) => chars.join('')),
    )
    fc.assert(
      fc.property(typed, (text) => {
        try {
          const sec = parseDuration(text)
          expect(Number.isSafeInteger(sec) && sec >= 1).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({ name: 'JobdeckError', code: 'usage' })
        }
      }),
    )
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [1, '1s'],
    [59, '59s'],
    [60, '1m'],
    [90, '1m30s'],
    [3600, '1h'],
    [3601, '1h1s'],
    [5400, '1h30m'],
    [7384, '2h3m4s'],
    [360_000, '100h'],
  ])('writes %i as %s', (sec, text) => {
    expect(formatDuration(sec)).toBe(text)
  })

  it('writes what parseDuration reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (sec) => {
        expect(parseDuration(formatDuration(sec))).toBe(sec)
      }),
    )
  })
})

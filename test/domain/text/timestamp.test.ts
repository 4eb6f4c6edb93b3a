import { describe, expect, it } from 'vitest'
import { isRfc3339, parseUtcStamp, utcStamp } from '../../../src/domain/text/timestamp.ts'

describe('stored stamps', () => {
  it('are read back to the second', () => {
    expect(parseUtcStamp(utcStamp(1_781_861_400_999))).toBe(1_781_861_400_000)
  })

  it.each([
    ['2026-06-19T09:30:00Z', 1_781_861_400_000],
    ['2026-06-19T09:30:00.250Z', 1_781_861_400_250],
    ['2026-06-19T09:30:00.123456+00:00', 1_781_861_400_123],
    ['2026-06-19T11:30:00+02:00', 1_781_861_400_000],
    ['2026-06-19T11:30:00+0200', 1_781_861_400_000],
    ['2026-06-19 09:30:00', 1_781_861_400_000],
  ])('understand %s', (stamp, epochMs) => {
    expect(parseUtcStamp(stamp)).toBe(epochMs)
  })

  it.each([
    '',
    'yesterday',
    '2026-06-19',
    '2026-13-19T09:30:00Z',
    '2026-06-19T25:30:00Z',
    '1781861400',
    '2026-06-19T09:30:00ZZ',
  ])('refuse %j', (stamp) => {
    expect(parseUtcStamp(stamp)).toBeNull()
  })
})

describe('a time stamp of RFC 3339', () => {
  it.each([
    ['2026-06-19T09:30:00Z', true],
    ['2026-06-19t09:30:00.25z', true],
    ['2026-06-19 09:30:00+09:00', true],
    ['2016-12-31T23:59:60Z', true],
    ['2026-06-19T09:30:00', false],
    ['2026-06-19T09:30:00+0900', false],
    ['2026-13-19T09:30:00Z', false],
    ['2026-06-32T09:30:00Z', false],
    ['2026-06-19T24:30:00Z', false],
    ['2026-06-19', false],
    ['2026-06-19T09:30:00Z\n', false],
    ['1781861400', false],
    ['now', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isRfc3339(text)).toBe(expected)
  })
})

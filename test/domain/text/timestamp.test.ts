import { describe, expect, it } from 'vitest'
import { parseUtcStamp, utcStamp } from '../../../src/domain/text/timestamp.ts'

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

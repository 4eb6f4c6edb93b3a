import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countIn, mergedRanges, missingRanges, rangesOf, rangesText } from '../../../src/domain/jobs/seq-ranges.ts'

const seqs = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 })

describe('ranges of sequence numbers', () => {
  it('read as a person writes them', () => {
    expect(rangesText([])).toBe('')
    expect(rangesText([[7, 7]])).toBe('7')
    expect(
      rangesText([
        [1, 40],
        [42, 42],
        [50, 60],
      ]),
    ).toBe('1–40, 42, 50–60')
  })

  it('are made of numbers in any order, repeated or not', () => {
    expect(rangesOf([3, 1, 2, 2, 9, 5])).toEqual([
      [1, 3],
      [5, 5],
      [9, 9],
    ])
  })

  it('are disjoint when those that overlap or touch have been merged', () => {
    expect(
      mergedRanges([
        [5, 9],
        [1, 4],
        [7, 12],
        [20, 20],
      ]),
    ).toEqual([
      [1, 12],
      [20, 20],
    ])
  })

  it('are missing from 1 up to the last number, the ones before the first included', () => {
    expect(missingRanges([], 0)).toEqual([])
    expect(missingRanges([], 3)).toEqual([[1, 3]])
    expect(
      missingRanges(
        [
          [3, 4],
          [7, 7],
        ],
        9,
      ),
    ).toEqual([
      [1, 2],
      [5, 6],
      [8, 9],
    ])
    expect(missingRanges([[6, 8]], 4)).toEqual([[1, 4]])
  })

  it('and the missing ones hold each number exactly once', () => {
    fc.assert(
      fc.property(seqs, fc.integer({ min: 40, max: 50 }), (some, last) => {
        const present = rangesOf(some)
        const missing = missingRanges(present, last)
        const all = [...present, ...missing].flatMap(([from, to]) =>
          Array.from({ length: to - from + 1 }, (_, index) => from + index),
        )
        expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, index) => index + 1))
        expect(countIn(present) + countIn(missing)).toBe(last)
      }),
    )
  })
})

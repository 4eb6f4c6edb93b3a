import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSeq, hasSeq, missedCount, noSeqs, type SeqSet } from '../../../src/domain/jobs/seq-set.ts'

const maxRanges = 256
const seqsOf = (numbers: Iterable<number>): SeqSet => [...numbers].reduce(addSeq, noSeqs)

describe('seq set', () => {
  it.each([
    ['nothing', [], [], 0],
    ['one number', [7], [[7, 7]], 0],
    ['numbers in a row', [1, 2, 3], [[1, 3]], 0],
    ['the same number again', [1, 1, 2, 1], [[1, 2]], 0],
    [
      'a gap',
      [1, 5],
      [
        [1, 1],
        [5, 5],
      ],
      3,
    ],
    ['a gap that is filled', [1, 3, 2], [[1, 3]], 0],
    [
      'a gap that is filled from both sides',
      [1, 5, 2, 4],
      [
        [1, 2],
        [4, 5],
      ],
      1,
    ],
    [
      'numbers before the lowest',
      [5, 4, 1],
      [
        [1, 1],
        [4, 5],
      ],
      2,
    ],
    ['a late start, of which nothing is missing', [100, 101], [[100, 101]], 0],
    [
      'the highest number that there is',
      [Number.MAX_SAFE_INTEGER, 1],
      [
        [1, 1],
        [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
      ],
      Number.MAX_SAFE_INTEGER - 2,
    ],
  ])('keeps %s', (_what, numbers, ranges, missed) => {
    const seqs = seqsOf(numbers)
    expect(seqs).toEqual(ranges)
    expect(missedCount(seqs)).toBe(missed)
  })

  it('is a set, and counts what is missing as a set does, in any order', () => {
    const numbers = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 200 })
    fc.assert(
      fc.property(numbers, (added) => {
        const seqs = seqsOf(added)
        const model = new Set(added)
        for (let seq = 0; seq <= 301; seq++) expect(hasSeq(seqs, seq)).toBe(model.has(seq))
        const span = model.size > 0 ? Math.max(...model) - Math.min(...model) + 1 : 0
        expect(missedCount(seqs)).toBe(span - model.size)
        expect(seqs).toEqual(seqsOf([...added].reverse()))
      }),
    )
  })

  it('keeps its ranges ascending, apart, and never more than its limit', () => {
    const scattered = fc.array(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { minLength: 300, maxLength: 400 })
    fc.assert(
      fc.property(scattered, (added) => {
        const seqs = seqsOf(added)
        expect(seqs.length).toBeLessThanOrEqual(maxRanges)
        let end = -1
        for (const [from, to] of seqs) {
          expect(from).toBeGreaterThan(end + 1)
          expect(to).toBeGreaterThanOrEqual(from)
          end = to
        }
        // What was seen stays seen: past the limit it may only take gaps for seen, the lowest first.
        for (const seq of added) expect(hasSeq(seqs, seq)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  it('is exact up to its limit of ranges and gives up the lowest gap past it', () => {
    const odd = Array.from({ length: maxRanges }, (_, i) => 2 * i + 1)
    const full = seqsOf(odd)
    expect(full).toHaveLength(maxRanges)
    expect(missedCount(full)).toBe(maxRanges - 1)
    const over = addSeq(full, 2 * maxRanges + 1)
    expect(over).toHaveLength(maxRanges)
    expect(over[0]).toEqual([1, 3])
    expect(over[1]).toEqual([5, 5])
  })

  it('is never larger than its limit while a hostile publisher scatters 20,000 numbers', () => {
    const sizes = new Set<number>()
    let seqs = noSeqs
    for (let i = 1; i <= 20_000; i++) {
      seqs = addSeq(seqs, ((i * 7919) % 20_011) * 1_000_003 + 1)
      sizes.add(seqs.length)
    }
    expect(Math.max(...sizes)).toBe(maxRanges)
    expect(seqs).toHaveLength(maxRanges)
  })

  it('takes 200,000 numbers in a row as one range', () => {
    const seqs = seqsOf(Array.from({ length: 200_000 }, (_, i) => i + 1))
    expect(seqs).toEqual([[1, 200_000]])
  })
})

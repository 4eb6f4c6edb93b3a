import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { safeLine, wrapCells } from '../../../src/domain/text/safe-text.ts'
import { clipLine, fitLine, fitLines, type Line, lineWidth, own, span, spread } from '../../../src/ui/cells/line.ts'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.stringMatching(/^[a-z 정렬문제를만들어🚀é]{0,60}$/u),
)
const safe = text.map((raw) => safeLine(raw))
const line: fc.Arbitrary<Line> = fc.array(
  safe.map((part) => span(part)),
  { maxLength: 5 },
)
const cells = fc.integer({ min: 0, max: 80 })
const plain = (pieces: Line) => pieces.map((piece) => piece.text).join('')

describe('lines', () => {
  it('fit exactly, whatever they hold', () => {
    fc.assert(
      fc.property(line, cells, (pieces, width) => {
        expect(lineWidth(fitLine(pieces, width))).toBe(width)
      }),
    )
  })

  it('are cut with a mark, and only when they do not fit', () => {
    expect(plain(clipLine([own('정렬'), own(' 문제')], 9))).toBe('정렬 문제')
    expect(plain(clipLine([own('정렬'), own(' 문제')], 8))).toBe('정렬 문…')
    expect(plain(clipLine([own('정렬'), own(' 문제')], 4))).toBe('정…')
    expect(plain(clipLine([own('abc'), own('')], 3))).toBe('abc')
  })

  it('spread to both edges exactly, and the right part stays', () => {
    fc.assert(
      fc.property(line, safe, cells, (left, right, width) => {
        expect(lineWidth(spread(left, right === '' ? [] : [span(right)], width))).toBe(width)
      }),
    )
    expect(plain(spread([own('move the selection')], [own('page 1/3')], 20))).toBe('move the s… page 1/3')
  })

  it('fill a block exactly', () => {
    const block = fitLines([[own('one')]], 5, 2)
    expect(block.map(plain)).toEqual(['one  ', '     '])
  })
})

describe('wrapping', () => {
  it('breaks between words and never exceeds the width or the rows', () => {
    fc.assert(
      fc.property(safe, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 6 }), (words, width, most) => {
        const rows = wrapCells(words, width, most)
        expect(rows.length).toBeLessThanOrEqual(most)
        for (const row of rows) expect(cellWidth(row)).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('loses nothing when there are rows enough', () => {
    fc.assert(
      fc.property(safe, fc.integer({ min: 2, max: 40 }), (words, width) => {
        // A character that is wider than a whole row, as some notes of music are, cannot be shown in it.
        fc.pre([...graphemes.segment(words)].every(({ segment }) => cellWidth(segment) <= width))
        const rows = wrapCells(words, width, 1_000)
        // Blanks of every width are where rows may break.
        expect(rows.join('').replaceAll(/\s/g, '')).toBe(words.replaceAll(/\s/g, ''))
      }),
    )
  })

  it('says in the last row that there is more', () => {
    expect(wrapCells(safeLine('cannot reach the broker: is it running?'), 16, 2)).toEqual([
      'cannot reach the',
      'broker: is it r…',
    ])
    expect(wrapCells(safeLine('정렬 문제 10개를 만들어'), 9, 5)).toEqual(['정렬 문제', '10개를', '만들어'])
    expect(wrapCells(safeLine('abcdefghij'), 4, 5)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrapCells(safeLine('🆑E\u0304\u0300'), 2, 5)).toEqual(['🆑', 'E\u0304\u0300'])
  })
})

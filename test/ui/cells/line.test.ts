import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeLine } from '../../../src/domain/text/safe-text.ts'
import { clipLine, fitLine, fitLines, type Line, lineWidth, span, spread } from '../../../src/ui/cells/line.ts'

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
    expect(plain(clipLine([span('정렬'), span(' 문제')], 9))).toBe('정렬 문제')
    expect(plain(clipLine([span('정렬'), span(' 문제')], 8))).toBe('정렬 문…')
    expect(plain(clipLine([span('정렬'), span(' 문제')], 4))).toBe('정…')
    expect(plain(clipLine([span('abc'), span('')], 3))).toBe('abc')
  })

  it('spread to both edges exactly, and the right part stays', () => {
    fc.assert(
      fc.property(line, safe, cells, (left, right, width) => {
        expect(lineWidth(spread(left, right === '' ? [] : [span(right)], width))).toBe(width)
      }),
    )
    expect(plain(spread([span('move the selection')], [span('page 1/3')], 20))).toBe('move the s… page 1/3')
  })

  it('fill a block exactly', () => {
    const block = fitLines([[span('one')]], 5, 2)
    expect(block.map(plain)).toEqual(['one  ', '     '])
  })
})

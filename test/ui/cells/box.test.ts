import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeLine } from '../../../src/domain/text/safe-text.ts'
import { type Box, boxLines } from '../../../src/ui/cells/box.ts'
import { type Line, lineWidth, span } from '../../../src/ui/cells/line.ts'
import { writtenText } from '../../domain/text/text-samples.ts'

const plain = (line: Line) => line.map((piece) => piece.text).join('')
const empty: Box = {
  columns: 12,
  rows: 4,
  weight: 'round',
  role: 'plain',
  title: [],
  aside: [],
  notes: [],
  body: [],
  scroll: null,
}

describe('a box', () => {
  it('is exactly as large as asked, whatever it holds', () => {
    const line = fc.array(
      writtenText.map((raw) => span(safeLine(raw))),
      { maxLength: 3 },
    )
    const scroll = fc.option(fc.record({ top: fc.nat(50), lines: fc.nat(50) }))
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 60 }),
        fc.integer({ min: 2, max: 12 }),
        line,
        fc.array(line, { maxLength: 4 }),
        fc.array(line, { maxLength: 15 }),
        scroll,
        (columns, rows, title, notes, body, scrolled) => {
          const lines = boxLines({ ...empty, columns, rows, title, notes, body, scroll: scrolled })
          expect(lines.map(lineWidth)).toEqual(Array.from({ length: rows }, () => columns))
        },
      ),
    )
  })

  it('has its title in the upper edge and its notes in the lower one', () => {
    const box: Box = { ...empty, title: [span('job')], notes: [[span('a')], [span('b')]], body: [[span('text')]] }
    expect(boxLines(box).map(plain)).toEqual(['╭ job ─────╮', '│ text     │', '│          │', '╰── a · b ─╯'])
    expect(boxLines({ ...box, weight: 'heavy', notes: [] }).map(plain)[3]).toBe('┗━━━━━━━━━━┛')
  })

  it('shows in its right border how far a longer text is scrolled', () => {
    const thumb = (top: number, lines: number) =>
      boxLines({ ...empty, rows: 6, scroll: { top, lines } }).flatMap((line, row) =>
        plain(line).includes('█') ? [row - 1] : [],
      )
    expect(thumb(0, 4)).toEqual([])
    expect(thumb(0, 8)).toEqual([0, 1])
    expect(thumb(2, 8)).toEqual([1, 2])
    expect(thumb(4, 8)).toEqual([2, 3])
  })
})

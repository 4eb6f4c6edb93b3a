// The visible part of a text: within the given cells, the cursor always visible, nothing that acts on a terminal.
import { assert, constantFrom, integer, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { safeLine } from '../../../src/domain/text/safe-text.ts'
import { editText, textBuffer } from '../../../src/ui/editor/text-buffer.ts'
import { lineView, wrappedView } from '../../../src/ui/editor/text-view.ts'

describe('a single-line field', () => {
  it('shows a short text from its start, the cursor behind it', () => {
    expect(lineView(textBuffer('정렬'), 10)).toMatchObject({ rows: ['정렬'], cursor: { row: 0, cell: 4 } })
  })

  it('scrolls sideways by cells and never shows half a character', () => {
    const view = lineView(textBuffer('가나다라마바사'), 6)
    expect(view.rows).toEqual([' 바사'])
    expect(view.cursor.cell).toBe(5)
  })

  it('hides a secret and keeps its length', () => {
    expect(lineView(textBuffer('s3cret'), 10, 'masked').rows).toEqual(['••••••'])
  })
})

describe('a multi-line field', () => {
  it('wraps by cells and keeps a cell for the cursor', () => {
    expect(wrappedView(textBuffer('정렬문제abc'), 5, 5).rows).toEqual(['정렬', '문제', 'abc'])
  })

  it('says how much is hidden above and below', () => {
    const buffer = editText(textBuffer('1\n2\n3\n4\n5\n6\n7'), { type: 'move', by: 'up' })
    expect(wrappedView(buffer, 10, 3)).toMatchObject({ rows: ['5', '6', '7'], above: 4, below: 0 })
  })
})

const text = string({
  unit: oneof(
    constantFrom(
      'a',
      ' ',
      '\n',
      '정',
      '👨‍👩‍👧',
      '👨‍👩‍👧‍👦'.repeat(9).replaceAll('👦👨', '👦\u200d👨'),
      '👍🏽',
      'e\u0301',
      '\u0301',
      '\t',
      '\u1100',
      '\u1161',
      '\u3000',
    ),
    string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 60,
})

describe('any text at any size', () => {
  it('fits, shows the cursor and is safe', () => {
    assert(
      property(
        text,
        integer({ min: 9, max: 30 }),
        integer({ min: 1, max: 6 }),
        integer({ min: 0, max: 30 }),
        (raw, columns, height, lefts) => {
          let buffer = textBuffer(raw)
          for (let left = 0; left < lefts; left += 1) buffer = editText(buffer, { type: 'move', by: 'left' })
          for (const view of [wrappedView(buffer, columns, height), lineView(buffer, columns)]) {
            expect(view.rows.length).toBeLessThanOrEqual(height)
            expect(view.cursor.row).toBeGreaterThanOrEqual(0)
            expect(view.cursor.row).toBeLessThan(view.rows.length)
            expect(view.cursor.cell).toBeGreaterThanOrEqual(0)
            expect(view.cursor.cell).toBeLessThan(columns)
            for (const row of view.rows) {
              expect(cellWidth(row)).toBeLessThanOrEqual(columns)
              expect(safeLine(`x${row}x`)).toBe(`x${row}x`)
            }
          }
        },
      ),
    )
  })
})

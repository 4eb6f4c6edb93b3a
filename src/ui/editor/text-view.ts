// The visible part of a text field: rows that fit the width, scrolled so that the cursor is among them.
import { joinText, repeatText, type SafeText } from '../../domain/text/safe-text.ts'
import type { TextBuffer } from './text-buffer.ts'
import { type TextLine, textLine } from './text-line.ts'
import { type VisualRow, visualRows } from './text-wrap.ts'

export interface TextView {
  /** Each at most `columns` cells wide. */
  readonly rows: readonly SafeText[]
  /** The cursor's cell within the view. */
  readonly cursor: { readonly row: number; readonly cell: number }
  /** How many rows are hidden above and below. */
  readonly above: number
  readonly below: number
}

const mask = '•'

/** The cells for the text of a wrapped field: one is reserved for the cursor after a full row. */
export function wrapCellsOf(columns: number): number {
  return Math.max(1, columns - 1)
}

/** The first of `total` rows to show so that row `at` is near the middle of `height` rows. */
export function scrollTo(at: number, total: number, height: number): number {
  return Math.max(0, Math.min(at - Math.floor(height / 2), total - height))
}

/** A multi-line field: wrapped, scrolled by rows. */
export function wrappedView(buffer: TextBuffer, columns: number, height: number): TextView {
  const rows = visualRows(buffer.lines, wrapCellsOf(columns))
  const cursorRow = rows.findLastIndex(
    ({ line, start }) => line < buffer.row || (line === buffer.row && start <= buffer.column),
  )
  const top = scrollTo(cursorRow, rows.length, height)
  const shown = rows.slice(top, top + height)
  return {
    rows: shown.map((row) => rowText(buffer.lines, row)),
    cursor: { row: cursorRow - top, cell: cellBefore(buffer, rows[cursorRow]?.start ?? 0) },
    above: top,
    below: rows.length - top - shown.length,
  }
}

/** How many rows a wrapped text takes. */
export function wrappedHeight(buffer: TextBuffer, columns: number): number {
  return visualRows(buffer.lines, wrapCellsOf(columns)).length
}

function rowText(lines: readonly TextLine[], row: VisualRow): SafeText {
  const line = lines[row.line]
  return joinText(line?.shown.slice(row.start, row.end) ?? [], '')
}

function cellBefore(buffer: TextBuffer, start: number): number {
  const cells = buffer.lines[buffer.row]?.cells ?? []
  return cells.slice(start, buffer.column).reduce((sum, width) => sum + width, 0)
}

/** A single-line field, scrolled sideways; `masked` shows only how long the text is. */
export function lineView(buffer: TextBuffer, columns: number, look: 'plain' | 'masked' = 'plain'): TextView {
  const typed = buffer.lines[buffer.row] ?? textLine('')
  const line = look === 'masked' ? textLine(mask.repeat(typed.graphemes.length)) : typed
  const total = line.cells.reduce((sum, width) => sum + width, 0)
  const cursor = line.cells.slice(0, buffer.column).reduce((sum, width) => sum + width, 0)
  const left = scrollTo(cursor, total + 1, columns)
  return {
    rows: [cutCells(line, left, left + columns)],
    cursor: { row: 0, cell: cursor - left },
    above: 0,
    below: 0,
  }
}

/** The cells `from` to `to` of a line; a wide grapheme that would be cut in two becomes blanks. */
function cutCells(line: TextLine, from: number, to: number): SafeText {
  let at = 0
  const parts: SafeText[] = []
  line.shown.forEach((glyph, index) => {
    const width = line.cells[index] ?? 0
    const end = at + width
    if (at >= from && end <= to && (width > 0 || parts.length > 0)) parts.push(glyph)
    else if (end > from && at < to) parts.push(repeatText(' ', Math.min(end, to) - Math.max(at, from)))
    at = end
  })
  return joinText(parts, '')
}

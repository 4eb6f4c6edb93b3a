// The line in place of the footer while a filter or a search is being typed. Pure.

import { safe } from '../../domain/text/safe-text.ts'
import { gap, type Line, lineWidth, span, spread } from '../cells/line.ts'
import type { TextBuffer } from '../editor/text-buffer.ts'
import { lineView } from '../editor/text-view.ts'
import type { Hint } from '../keys/hints.ts'

const labelCells = 3

/** Exactly `cells` wide, and the cell of the cursor. `count` says how much has been found. */
export function typingLine(
  buffer: TextBuffer,
  count: Line,
  hints: readonly Hint[],
  cells: number,
): { readonly line: Line; readonly cursor: number } {
  const keys = hints.flatMap(({ keys, hint }) => [gap(2), span(keys, 'key'), span(safe` ${hint}`, 'quiet')])
  const whole = [...count, ...keys, gap(1)]
  const right = lineWidth(whole) <= cells - 24 ? whole : [...count, gap(1)]
  const view = lineView(buffer, Math.max(8, cells - labelCells - lineWidth(right) - 2))
  const [text = safe``] = view.rows
  return { line: spread([span(' / ', 'brand'), span(text)], right, cells), cursor: labelCells + view.cursor.cell }
}

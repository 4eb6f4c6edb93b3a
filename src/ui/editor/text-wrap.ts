// Where long lines wrap on the screen. Shared by the cursor's up and down and by the view, so that they agree.
import type { TextLine } from './text-line.ts'

/** One row on the screen: the graphemes `start` to `end` of a line. */
export interface VisualRow {
  readonly line: number
  readonly start: number
  readonly end: number
}

/** The rows that the lines take at a width of `cells`; a grapheme that is wider than that has a row to itself. */
export function visualRows(lines: readonly TextLine[], cells: number): readonly VisualRow[] {
  return lines.flatMap((line, index) => {
    const starts = rowStarts(line, cells)
    return starts.map((start, row) => ({ line: index, start, end: starts[row + 1] ?? line.graphemes.length }))
  })
}

/** Lines are immutable and most do not change between two keys: the breaks at the last width are cached. */
const known = new WeakMap<TextLine, { readonly cells: number; readonly starts: readonly number[] }>()

function rowStarts(line: TextLine, cells: number): readonly number[] {
  const kept = known.get(line)
  if (kept?.cells === cells) return kept.starts
  const starts = [0]
  let used = 0
  line.cells.forEach((width, column) => {
    if (used + width > cells && used > 0) {
      starts.push(column)
      used = 0
    }
    used += width
  })
  known.set(line, { cells, starts })
  return starts
}

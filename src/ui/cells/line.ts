// A line of the screen as data: pieces of safe text with a role each. Everything is drawn from these, so that widths are
// exact in cells (wide characters too) and tests need no terminal.
import { cellWidth } from '../../domain/text/cells.ts'
import { clipCells, type Proved, proved, repeatText, type SafeText, safe } from '../../domain/text/safe-text.ts'
import type { Role } from './theme.ts'

export interface Span {
  readonly text: SafeText
  readonly role: Role
}

export type Line = readonly Span[]

/** A piece of a line: safe text, or words of our own. */
export function span<T extends string>(text: Proved<T>, role: Role = 'plain'): Span {
  return { text: proved(text), role }
}

/** Blank cells. */
export function gap(cells: number): Span {
  return span(repeatText(' ', cells))
}

/** How many cells a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((cells, piece) => cells + cellWidth(piece.text), 0)
}

/** The line cut to at most `cells`, with `…` where something was cut. */
export function clipLine(line: Line, cells: number): Line {
  if (lineWidth(line) <= cells) return line
  const kept: Span[] = []
  let left = cells
  for (const [index, piece] of line.entries()) {
    if (left <= 0) break
    const width = cellWidth(piece.text)
    const isCutAfter = width === left && lineWidth(line.slice(index + 1)) > 0
    const text = isCutAfter ? clipCells(safe`${piece.text}…`, left) : clipCells(piece.text, left)
    kept.push({ text, role: piece.role })
    left -= cellWidth(text)
    if (text !== piece.text) break
  }
  return kept
}

/** The line cut or padded with blanks to exactly `cells`. */
export function fitLine(line: Line, cells: number): Line {
  const clipped = clipLine(line, cells)
  const missing = cells - lineWidth(clipped)
  return missing > 0 ? [...clipped, gap(missing)] : clipped
}

/** A line of exactly `cells` with a part at each edge. `left` is cut when both do not fit. */
export function spread(left: Line, right: Line, cells: number): Line {
  if (right.length === 0) return fitLine(left, cells)
  const end = clipLine(right, cells)
  const room = cells - lineWidth(end)
  const start = room > 1 ? clipLine(left, room - 1) : []
  return [...start, gap(room - lineWidth(start)), ...end]
}

/** Exactly `rows` lines of exactly `cells`: the last ones are cut off, or blank ones are added. */
export function fitLines(lines: readonly Line[], cells: number, rows: number): readonly Line[] {
  return Array.from({ length: rows }, (_, row) => fitLine(lines[row] ?? [], cells))
}

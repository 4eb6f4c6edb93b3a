// A border around lines, with a title in its upper edge and notes in its lower one, exact in cells.

import { repeatText, safe } from '../../domain/text/safe-text.ts'
import { clipLine, fitLines, gap, type Line, lineWidth, span } from './line.ts'
import type { Role } from './theme.ts'

const weights = {
  round: { topLeft: '╭', topRight: '╮', bottomLeft: '╰', bottomRight: '╯', across: '─', down: '│' },
  heavy: { topLeft: '┏', topRight: '┓', bottomLeft: '┗', bottomRight: '┛', across: '━', down: '┃' },
} as const

export interface Box {
  readonly columns: number
  readonly rows: number
  readonly weight: keyof typeof weights
  /** How the border looks. */
  readonly role: Role
  readonly title: Line
  /** At the right end of the upper edge; the title is cut to leave it whole. */
  readonly aside: Line
  readonly notes: readonly Line[]
  readonly body: readonly Line[]
  /** Which part of a longer text the body is; the right border shows it when the text does not fit. Null: no scrollbar. */
  readonly scroll: Scroll | null
}

export interface Scroll {
  /** The first line that is shown. */
  readonly top: number
  /** How many lines there are. */
  readonly lines: number
}

/** How many cells a box leaves for a line of its body, and how many rows for the body. */
export function innerSize(columns: number, rows: number): { readonly cells: number; readonly rows: number } {
  return { cells: columns - 4, rows: rows - 2 }
}

/** The box as exactly `rows` lines of exactly `columns` cells. */
export function boxLines(box: Box): readonly Line[] {
  const { columns, role } = box
  const shape = weights[box.weight]
  const inside = innerSize(columns, box.rows)
  const thumb = box.scroll ? thumbOf(box.scroll, inside.rows) : null
  const body = fitLines(box.body, inside.cells, inside.rows).map((line, row) => {
    const isThumb = thumb !== null && row >= thumb.from && row < thumb.to
    return [span(safe`${shape.down} `, role), ...line, span(isThumb ? ' █' : ` ${shape.down}`, role)]
  })
  return [topEdge(box), ...body, bottomEdge(box)]
}

/** `╭ title ───── aside ╮` */
function topEdge({ title, aside, columns, role, weight }: Box): Line {
  const shape = weights[weight]
  const end = clipLine(aside, columns - 10)
  const beside = end.length === 0 ? 0 : lineWidth(end) + 2
  const fitting = clipLine(title, columns - 5 - beside)
  const rest = columns - 4 - beside - lineWidth(fitting)
  return [
    span(safe`${shape.topLeft} `, role),
    ...fitting,
    span(safe` ${repeatText(shape.across, rest)}`, role),
    ...(end.length === 0 ? [] : [gap(1), ...end, gap(1)]),
    span(shape.topRight, role),
  ]
}

/** `╰───── notes ─╯` */
function bottomEdge({ notes, columns, role, weight }: Box): Line {
  const shape = weights[weight]
  const inner = columns - 2
  const between = [gap(1), span('·', 'quiet'), gap(1)]
  const note = clipLine(
    notes.flatMap((line, index) => (index === 0 ? line : [...between, ...line])),
    inner - 4,
  )
  if (note.length === 0)
    return [span(safe`${shape.bottomLeft}${repeatText(shape.across, inner)}${shape.bottomRight}`, role)]
  const rest = inner - lineWidth(note) - 3
  return [
    span(safe`${shape.bottomLeft}${repeatText(shape.across, rest)} `, role),
    ...note,
    span(safe` ${shape.across}${shape.bottomRight}`, role),
  ]
}

/** The rows that the scrollbar's thumb takes; null when everything is shown. */
function thumbOf({ top, lines }: Scroll, rows: number): { readonly from: number; readonly to: number } | null {
  if (lines <= rows || rows <= 0) return null
  const size = Math.max(1, Math.round((rows * rows) / lines))
  const from = Math.round(((rows - size) * top) / (lines - rows))
  return { from, to: from + size }
}

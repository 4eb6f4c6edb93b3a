// The rounded box of every dialog, with its title in the upper edge and its keys in the lower one. It places the terminal's
// cursor, so that an IME composes where the text will appear.

import { Box, useCursor } from 'ink'
import { cellWidth } from '../../domain/text/cells.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { boxLines, innerSize } from '../cells/box.ts'
import { type Line, span } from '../cells/line.ts'
import { Rows } from '../cells/rows.tsx'
import { hintsOf } from '../keys/hints.ts'
import type { KeyRow } from '../keys/key-table.ts'
import { useKeymap } from '../keys/keymap.ts'

/** Where a dialog is on the screen, and how much room it has there, in cells. */
export interface DialogPlace {
  readonly columns: number
  readonly rows: number
  /** How many cells are left of the dialog's room and how many rows above it; only the terminal's cursor needs them. */
  readonly left?: number
  readonly top?: number
}

export interface BodyCursor {
  readonly row: number
  readonly cell: number
}

/** The contents of the box: lines of `bodySize`. */
export interface DialogBody {
  readonly lines: readonly Line[]
  readonly cursor: BodyCursor | null
  /** The first row that is shown, and how many there are. */
  readonly scroll: { readonly top: number; readonly lines: number }
}

export interface BoxSize {
  readonly columns: number
  readonly rows: number
}

const borderCells = 4
const borderRows = 2
/** For a body that never scrolls. */
export const unscrolled = { top: 0, lines: 0 }
/** A box that would nearly fill its room fills all of it. */
const leastMargin = 4

/** The box for a body of the wanted size, within the room. */
export function boxSize(place: DialogPlace, wanted: BoxSize): BoxSize {
  const columns = wanted.columns + borderCells
  const rows = wanted.rows + borderRows
  return {
    columns: columns + leastMargin > place.columns ? place.columns : columns,
    rows: rows + leastMargin > place.rows ? place.rows : rows,
  }
}

/** The cells and rows that a box leaves for its body. */
export function bodySize(box: BoxSize): BoxSize {
  const { cells, rows } = innerSize(box.columns, box.rows)
  return { columns: Math.max(1, cells), rows: Math.max(1, rows) }
}

interface DialogFrameProps {
  readonly place: DialogPlace
  readonly box: BoxSize
  readonly title: string
  readonly body: DialogBody
  /** The rows in force; the lower edge shows as many of their hints as fit. */
  readonly rows: readonly KeyRow<never>[]
}

export function DialogFrame({ place, box, title, body, rows }: DialogFrameProps) {
  const hints = hintsOf(rows, useKeymap()).map(({ keys, hint }) => `${keys} ${hint}`)
  const left = Math.floor((place.columns - box.columns) / 2)
  const top = Math.floor((place.rows - box.rows) / 2)
  const { cursor } = body
  const { setCursorPosition } = useCursor()
  setCursorPosition(
    cursor
      ? { x: (place.left ?? 0) + left + borderCells / 2 + cursor.cell, y: (place.top ?? 0) + top + 1 + cursor.row }
      : undefined,
  )
  const lines = boxLines({
    ...box,
    weight: 'round',
    role: 'brand',
    title: [span(safeLine(title), 'strong')],
    aside: [],
    notes: fittingHints(hints, box.columns - 6),
    body: body.lines,
    scroll: body.scroll,
  })
  return (
    <Box width={place.columns} height={place.rows} paddingLeft={left} paddingTop={top}>
      <Rows lines={lines} />
    </Box>
  )
}

/** As many hints as fit, always including the last one: it says how to leave. */
function fittingHints(hints: readonly string[], cells: number): readonly Line[] {
  const shown = [...hints]
  while (shown.length > 1 && cellWidth(shown.join(' · ')) > cells) shown.splice(-2, 1)
  return shown.map((hint) => [span(safeLine(hint), 'quiet')])
}

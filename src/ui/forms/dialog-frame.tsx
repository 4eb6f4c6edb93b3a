// The rounded box of every dialog, low on the screen and as wide as that, with its title in the upper edge and its keys in the
// lower one; above it the screen below stays visible. It places the terminal's cursor, so that an IME composes where the text
// will appear.

import { Box, useCursor } from 'ink'
import { useContext } from 'react'
import { cellWidth } from '../../domain/text/cells.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { boxLines, innerSize } from '../cells/box.ts'
import { type Line, span } from '../cells/line.ts'
import { Rows } from '../cells/rows.tsx'
import { hintsOf } from '../keys/hints.ts'
import type { KeyRow } from '../keys/key-table.ts'
import { useKeymap } from '../keys/keymap.ts'
import { BackdropContext } from './backdrop.ts'

/** How much room a dialog and what is above it have together, in cells. */
export interface DialogPlace {
  readonly columns: number
  readonly rows: number
  /** How many rows are above the dialog's room; only the terminal's cursor needs them. */
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
/** With less than this above it, a box takes all of its room: fewer rows of a list say nothing. */
const leastAbove = 3

/** The box for a body of so many rows, within the room. */
export function boxSize(place: DialogPlace, wantedRows: number): BoxSize {
  const rows = wantedRows + borderRows
  return { columns: place.columns, rows: rows + leastAbove > place.rows ? place.rows : rows }
}

/** The cells and rows that a box leaves for its body. */
export function bodySize(box: BoxSize): BoxSize {
  const { cells, rows } = innerSize(box.columns, box.rows)
  return { columns: Math.max(1, cells), rows: Math.max(1, rows) }
}

interface DialogFrameProps {
  readonly place: DialogPlace
  readonly box: BoxSize
  readonly title: Line
  /** At the right end of the upper edge. */
  readonly aside?: Line
  readonly body: DialogBody
  /** The rows in force; the lower edge shows as many of their hints as fit. */
  readonly rows: readonly KeyRow<never>[]
}

export function DialogFrame({ place, box, title, aside = [], body, rows }: DialogFrameProps) {
  const backdrop = useContext(BackdropContext)
  const hints = hintsOf(rows, useKeymap()).map(({ keys, hint }) => `${keys} ${hint}`)
  const above = place.rows - box.rows
  const { cursor } = body
  const { setCursorPosition } = useCursor()
  setCursorPosition(
    cursor ? { x: borderCells / 2 + cursor.cell, y: (place.top ?? 0) + above + 1 + cursor.row } : undefined,
  )
  const lines = boxLines({
    ...box,
    weight: 'round',
    role: 'brand',
    title,
    aside,
    notes: fittingHints(hints, box.columns - 6),
    body: body.lines,
    scroll: body.scroll,
  })
  return (
    <Box width={place.columns} height={place.rows} flexDirection="column">
      <Box height={above}>{above > 0 ? backdrop({ columns: place.columns, rows: above }) : null}</Box>
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

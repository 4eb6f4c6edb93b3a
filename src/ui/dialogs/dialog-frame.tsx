// The rounded box that every dialog stands in. It is exactly as large as it is told, its title in the upper edge, its
// keys in the lower one, and it places the terminal's own cursor, so that an IME composes where the text will stand.
import { Box, Text, useCursor } from 'ink'
import { cellWidth } from '../../protocol/sanitize.ts'
import { clipLine, fitLine, type Line, lineWidth, own } from '../text/line.ts'
import { type Role, useTheme } from '../theme.ts'

/** Where a dialog stands on the screen, in cells, and how much room it has there. */
export interface DialogPlace {
  readonly columns: number
  readonly rows: number
  /** The screen's cells left of and above the dialog's room; only the terminal's cursor needs them. */
  readonly left?: number
  readonly top?: number
}

export interface BodyCursor {
  readonly row: number
  readonly cell: number
}

/** What stands in the box: lines of `bodySize`. */
export interface DialogBody {
  readonly lines: readonly Line[]
  readonly cursor: BodyCursor | null
  readonly hidden: { readonly above: boolean; readonly below: boolean }
}

export interface BoxSize {
  readonly columns: number
  readonly rows: number
}

const borderCells = 4
const borderRows = 2
/** In a room that is not much larger than the box the box takes all of it. */
const leastMargin = 4

/** The box for a body that wants so many cells and rows, as far as the room allows. */
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
  return { columns: Math.max(1, box.columns - borderCells), rows: Math.max(1, box.rows - borderRows) }
}

interface DialogFrameProps {
  readonly place: DialogPlace
  readonly box: BoxSize
  readonly title: string
  readonly body: DialogBody
  /** Such as `tab next`; as many as fit are shown. */
  readonly hints: readonly string[]
}

export function DialogFrame({ place, box, title, body, hints }: DialogFrameProps) {
  const left = Math.floor((place.columns - box.columns) / 2)
  const top = Math.floor((place.rows - box.rows) / 2)
  const { cursor } = body
  const { setCursorPosition } = useCursor()
  setCursorPosition(
    cursor
      ? { x: (place.left ?? 0) + left + borderCells / 2 + cursor.cell, y: (place.top ?? 0) + top + 1 + cursor.row }
      : undefined,
  )
  const lines = boxLines(box, title, body, hints)
  return (
    <Box width={place.columns} height={place.rows} paddingLeft={left} paddingTop={top} flexDirection="column">
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its row on the screen
        <LineView key={row} line={line} />
      ))}
    </Box>
  )
}

function LineView({ line }: { readonly line: Line }) {
  const theme = useTheme()
  return (
    <Text wrap="truncate">
      {line.map(({ text, role }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the line
        <Text key={index} {...theme[role]}>
          {text}
        </Text>
      ))}
    </Text>
  )
}

const border: Role = 'brand'

function boxLines(box: BoxSize, title: string, body: DialogBody, hints: readonly string[]): readonly Line[] {
  const { columns, rows } = bodySize(box)
  const inner = Array.from({ length: rows }, (_, row): Line => {
    const isFirst = row === 0
    const isLast = row === rows - 1
    const edge = isFirst && body.hidden.above ? '▲' : isLast && body.hidden.below ? '▼' : '│'
    return [own('│ ', border), ...fitLine(body.lines[row] ?? [], columns), own(` ${edge}`, border)]
  })
  return [
    edgeLine('╭', [own(title, 'strong')], '╮', box.columns),
    ...inner,
    edgeLine('╰', [own(fittingHints(hints, box.columns - 6), 'quiet')], '╯', box.columns),
  ]
}

function edgeLine(start: string, text: Line, end: string, columns: number): Line {
  const shown = clipLine(text, columns - 6)
  const rest = Math.max(0, columns - 5 - lineWidth(shown))
  return [own(`${start}─ `, border), ...shown, own(` ${'─'.repeat(rest)}${end}`, border)]
}

/** As many hints as fit, the last one always among them: it says how to get out. */
function fittingHints(hints: readonly string[], cells: number): string {
  const shown = [...hints]
  while (shown.length > 1 && cellWidth(shown.join(' · ')) > cells) shown.splice(-2, 1)
  return shown.join(' · ')
}

// What the user types, as a pure value: lines of graphemes and a cursor between them. Every edit returns a new buffer.
import { cleanText, type TextLine, textLine } from './text-line.ts'
import { visualRows } from './text-wrap.ts'

export interface TextBuffer {
  /** At least one. */
  readonly lines: readonly TextLine[]
  readonly row: number
  /** How many graphemes of the line are before the cursor. */
  readonly column: number
  /** The cell that consecutive `up` and `down` aim for; null after anything else. */
  readonly goalCell: number | null
}

export type Motion =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'word-left'
  | 'word-right'
  | 'line-start'
  | 'line-end'
  | 'text-start'
  | 'text-end'

/** What to erase: everything between the cursor and where that motion would take it. */
export type Erasure = 'left' | 'right' | 'word-left' | 'word-right' | 'line-start' | 'line-end'

export type TextAction =
  | { readonly type: 'insert'; readonly text: string }
  | { readonly type: 'move'; readonly by: Motion }
  | { readonly type: 'erase'; readonly by: Erasure }

interface Place {
  readonly row: number
  readonly column: number
}

/** The buffer that holds a text, the cursor at its end. */
export function textBuffer(text: string): TextBuffer {
  const lines = cleanText(text).split('\n').map(textLine)
  const row = lines.length - 1
  return { lines, row, column: lineAt(lines, row).graphemes.length, goalCell: null }
}

/** The whole text, its lines joined by `\n`. */
export function textOf(buffer: TextBuffer): string {
  return buffer.lines.map((line) => line.text).join('\n')
}

/** The buffer after an action; `wrapCells` is the width at which lines are wrapped, for `up` and `down`. */
export function editText(buffer: TextBuffer, action: TextAction, wrapCells = Number.POSITIVE_INFINITY): TextBuffer {
  if (action.type === 'insert') return insert(buffer, cleanText(action.text))
  if (action.type === 'erase') return erase(buffer, action.by)
  if (action.by === 'up') return moveRows(buffer, -1, wrapCells)
  if (action.by === 'down') return moveRows(buffer, 1, wrapCells)
  return { ...buffer, ...motions[action.by](buffer), goalCell: null }
}

function lineAt(lines: readonly TextLine[], row: number): TextLine {
  return lines[row] ?? textLine('')
}

function insert(buffer: TextBuffer, text: string): TextBuffer {
  const line = lineAt(buffer.lines, buffer.row)
  const before = line.graphemes.slice(0, buffer.column).join('')
  const after = line.graphemes.slice(buffer.column).join('')
  const inserted = text.split('\n')
  const last = inserted.length - 1
  const cursorOffset = (last === 0 ? before.length : 0) + (inserted[last] ?? '').length
  const lines = inserted.map((part, index) =>
    textLine((index === 0 ? before : '') + part + (index === last ? after : '')),
  )
  return {
    lines: buffer.lines.toSpliced(buffer.row, 1, ...lines),
    row: buffer.row + last,
    column: columnAt(lineAt(lines, last), cursorOffset),
    goalCell: null,
  }
}

/** The first grapheme boundary at or after an offset in UTF-16 units: inserted text may combine with its neighbours. */
function columnAt(line: TextLine, offset: number): number {
  let column = 0
  for (let length = 0; length < offset && column < line.graphemes.length; column += 1) {
    length += line.graphemes[column]?.length ?? 0
  }
  return column
}

function erase(buffer: TextBuffer, by: Erasure): TextBuffer {
  const target = motions[by](buffer)
  const backwards = target.row < buffer.row || (target.row === buffer.row && target.column < buffer.column)
  const [from, to] = backwards ? [target, buffer] : [buffer, target]
  const before = lineAt(buffer.lines, from.row).graphemes.slice(0, from.column).join('')
  const after = lineAt(buffer.lines, to.row).graphemes.slice(to.column).join('')
  const line = textLine(before + after)
  return {
    lines: buffer.lines.toSpliced(from.row, to.row - from.row + 1, line),
    row: from.row,
    column: columnAt(line, before.length),
    goalCell: null,
  }
}

const motions: Readonly<Record<Exclude<Motion, 'up' | 'down'>, (buffer: TextBuffer) => Place>> = {
  left: ({ lines, row, column }) => {
    if (column > 0) return { row, column: column - 1 }
    return row > 0 ? { row: row - 1, column: lineAt(lines, row - 1).graphemes.length } : { row, column }
  },
  right: ({ lines, row, column }) => {
    if (column < lineAt(lines, row).graphemes.length) return { row, column: column + 1 }
    return row < lines.length - 1 ? { row: row + 1, column: 0 } : { row, column }
  },
  'word-left': (buffer) => {
    if (buffer.column === 0) return motions.left(buffer)
    const { graphemes } = lineAt(buffer.lines, buffer.row)
    let { column } = buffer
    while (column > 0 && isBlank(graphemes[column - 1])) column -= 1
    while (column > 0 && !isBlank(graphemes[column - 1])) column -= 1
    return { row: buffer.row, column }
  },
  'word-right': (buffer) => {
    const { graphemes } = lineAt(buffer.lines, buffer.row)
    if (buffer.column === graphemes.length) return motions.right(buffer)
    let { column } = buffer
    while (column < graphemes.length && isBlank(graphemes[column])) column += 1
    while (column < graphemes.length && !isBlank(graphemes[column])) column += 1
    return { row: buffer.row, column }
  },
  'line-start': ({ row }) => ({ row, column: 0 }),
  'line-end': ({ lines, row }) => ({ row, column: lineAt(lines, row).graphemes.length }),
  'text-start': () => ({ row: 0, column: 0 }),
  'text-end': ({ lines }) => ({ row: lines.length - 1, column: lineAt(lines, lines.length - 1).graphemes.length }),
}

function isBlank(grapheme: string | undefined): boolean {
  return grapheme !== undefined && grapheme.trim() === ''
}

/** Up and down move by the rows on the screen, to the cell nearest to the one where the movement started. */
function moveRows(buffer: TextBuffer, by: 1 | -1, wrapCells: number): TextBuffer {
  const rows = visualRows(buffer.lines, wrapCells)
  const current = rows.findLastIndex(
    (row) => row.line < buffer.row || (row.line === buffer.row && row.start <= buffer.column),
  )
  const from = rows[current]
  const to = rows[current + by]
  if (!from || !to) return { ...buffer, ...motions[by < 0 ? 'text-start' : 'text-end'](buffer), goalCell: null }
  const goalCell = buffer.goalCell ?? cellsBetween(lineAt(buffer.lines, buffer.row), from.start, buffer.column)
  const line = lineAt(buffer.lines, to.line)
  const isLastRow = to.end === line.graphemes.length
  let column = to.start
  for (let cells = 0; column < to.end - (isLastRow ? 0 : 1); column += 1) {
    cells += line.cells[column] ?? 0
    if (cells > goalCell) break
  }
  return { ...buffer, row: to.line, column, goalCell }
}

function cellsBetween(line: TextLine, start: number, end: number): number {
  return line.cells.slice(start, end).reduce((sum, cells) => sum + cells, 0)
}

// The layout of a form in a body of a given size: labels, values, errors below their fields, scrolled so that the focused field
// is visible. Pure.
import { cellWidth } from '../../domain/text/cells.ts'
import { type SafeText, safe, safeLine, wrapCells } from '../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, span } from '../cells/line.ts'
import type { Role } from '../cells/theme.ts'
import { textOf } from '../editor/text-buffer.ts'
import { lineView, scrollTo, type TextView, wrapCellsOf, wrappedHeight, wrappedView } from '../editor/text-view.ts'
import type { BodyCursor, DialogBody } from './dialog-frame.tsx'
import type { FieldSpec, FormState } from './form-state.ts'

const marker = 2
/** Between label and value; it shows how far down a value reaches. */
const rule = ' │ '
/** The minimum height of a multi-line field while it is focused, and of the first such field always. */
const minTextRows = 3
/** The first such field is the main one: it gets this many rows from the start if there is room. */
const mainTextRows = 8
const maxErrorRows = 3

interface FormRow {
  readonly line: Line
  /** The cursor's cell, if it is in this row. */
  readonly cursorCell: number | null
  readonly isFocused: boolean
}

/** The cells that labels take, including the marker and the rule. */
function labelCells(fields: readonly FieldSpec<string>[]): number {
  return marker + Math.max(...fields.map(({ label }) => cellWidth(label))) + rule.length
}

/** The width at which a form wraps long lines in a body of `cells`. */
export function formWrapCells(fields: readonly FieldSpec<string>[], cells: number): number {
  return wrapCellsOf(cells - labelCells(fields))
}

/** The form as exactly `rows` lines of `cells`. */
export function formBody<Id extends string>(
  fields: readonly FieldSpec<Id>[],
  state: FormState<Id>,
  cells: number,
  rows: number,
): DialogBody {
  const heights = textHeights(fields, state, cells, rows)
  const all = fields.flatMap((field) => fieldRows(field, state, heights.get(field.id) ?? 1, labelCells(fields), cells))
  const top = firstRow(all, rows)
  const shown = all.slice(top, top + rows)
  return {
    lines: Array.from({ length: rows }, (_, row) => shown[row]?.line ?? fitLine([], cells)),
    cursor: state.phase === 'editing' ? cursorAmong(shown) : null,
    scroll: { top, lines: all.length },
  }
}

function cursorAmong(rows: readonly FormRow[]): BodyCursor | null {
  const row = rows.findIndex(({ cursorCell }) => cursorCell !== null)
  const cell = rows[row]?.cursorCell
  return cell === null || cell === undefined ? null : { row, cell }
}

/** Keeps the whole focused field visible if it fits, else the row with the cursor. */
function firstRow(all: readonly FormRow[], rows: number): number {
  if (all.length <= rows) return 0
  const first = all.findIndex(({ isFocused }) => isFocused)
  const last = all.findLastIndex(({ isFocused }) => isFocused)
  const cursor = all.findIndex(({ cursorCell }) => cursorCell !== null)
  const middle = last - first < rows ? Math.floor((first + last) / 2) : cursor
  return scrollTo(middle, all.length, rows)
}

/** Multi-line fields share the rows that the others leave, the first one first. */
function textHeights<Id extends string>(
  fields: readonly FieldSpec<Id>[],
  state: FormState<Id>,
  cells: number,
  rows: number,
): ReadonlyMap<Id, number> {
  const columns = cells - labelCells(fields)
  const texts = fields.filter(({ kind }) => kind === 'text')
  const room = rows - fields.length
  const least = ({ id }: FieldSpec<Id>) => {
    if (id === texts[0]?.id) return Math.max(minTextRows, Math.min(mainTextRows, room - minTextRows))
    return id === state.focus ? minTextRows : 1
  }
  let spare = rows - (fields.length - texts.length) - texts.reduce((sum, field) => sum + least(field), 0)
  return new Map(
    texts.map((field) => {
      const wanted = wrappedHeight(state.values[field.id].buffer, columns)
      const height = Math.max(least(field), Math.min(wanted, least(field) + Math.max(0, spare)))
      spare -= height - least(field)
      return [field.id, height]
    }),
  )
}

function fieldRows<Id extends string>(
  field: FieldSpec<Id>,
  state: FormState<Id>,
  height: number,
  labelWidth: number,
  cells: number,
): readonly FormRow[] {
  const isFocused = field.id === state.focus
  const columns = cells - labelWidth
  const view = viewOf(field, state, columns, height)
  const role: Role = isFocused ? 'brand' : 'quiet'
  const values = Array.from({ length: height }, (_, row): FormRow => {
    const side =
      row === 0 ? [span(isFocused ? '▸ ' : '  '), span(safeLine(field.label))] : [span('  '), span(moreHint(view, row))]
    const head = fitLine(
      side.map(({ text }) => ({ text, role })),
      labelWidth - rule.length,
    )
    return {
      line: fitLine([...head, span(rule, role), ...valueLine(field, state, view, row)], cells),
      cursorCell: isFocused && view.cursor.row === row ? labelWidth + view.cursor.cell : null,
      isFocused,
    }
  })
  return [...values, ...remarks(field, state, labelWidth, cells).map((line) => ({ line, cursorCell: null, isFocused }))]
}

function viewOf<Id extends string>(
  { id, kind }: FieldSpec<Id>,
  state: FormState<Id>,
  columns: number,
  height: number,
): TextView {
  const { buffer } = state.values[id]
  if (kind === 'text') return wrappedView(buffer, columns, height)
  return lineView(buffer, columns, kind === 'secret' ? 'masked' : 'plain')
}

function moreHint(view: TextView, row: number): SafeText {
  if (row === view.rows.length - 1 && view.below > 0) return safe`↓ ${view.below} more`
  return row === 1 && view.above > 0 ? safe`↑ ${view.above} more` : safe``
}

function valueLine<Id extends string>(field: FieldSpec<Id>, state: FormState<Id>, view: TextView, row: number): Line {
  const isEmpty = textOf(state.values[field.id].buffer) === ''
  const isFocused = field.id === state.focus
  const text = view.rows[row] ?? safe``
  const value = isEmpty && row === 0 ? span(safeLine(field.whenEmpty), 'quiet') : span(text)
  return isFocused && row === 0 && field.options.length > 1 ? [value, span('  ‹ ← → ›', 'quiet')] : [value]
}

/** The error and the warning below a field's value. */
function remarks<Id extends string>(
  field: FieldSpec<Id>,
  state: FormState<Id>,
  labelWidth: number,
  cells: number,
): readonly Line[] {
  const error = state.errors[field.id]
  const isEmpty = textOf(state.values[field.id].buffer) === ''
  const said = (text: string, role: 'bad' | 'warn') =>
    wrapCells(safeLine(text), cells - labelWidth, maxErrorRows).map((row) =>
      fitLine([gap(labelWidth), { text: row, role }], cells),
    )
  return [
    ...(error === undefined ? [] : said(`✗ ${error}`, 'bad')),
    ...(field.warning === null || isEmpty ? [] : said(`! ${field.warning}`, 'warn')),
  ]
}

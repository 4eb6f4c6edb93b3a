// The help page, built from the key tables, so that it cannot be out of date (UX.md). Pure.

import type { Status } from '../../../domain/jobs/job.ts'
import { padEnd, type SafeText, safe, safeLine } from '../../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, span } from '../../cells/line.ts'
import { textBindings } from '../../editor/text-bindings.ts'
import { statusMarks } from '../../job/status-mark.ts'
import { keyLabel } from '../../keys/key-name.ts'
import type { Keymap } from '../../keys/keymap.ts'

interface Section {
  readonly title: string
  readonly rows: readonly Row[]
}

interface Row {
  readonly keys: readonly string[]
  readonly hint: string
}

const columnCells = 37
/** Sections with short keys have their hints aligned. */
const leastKeyCells = 12

/** `1 2 3 … 9` as `1–9`. */
function keysText(keys: readonly string[]): SafeText {
  const isRange = keys.length > 2 && keys.every((key) => /^\d$/.test(key))
  return safeLine(isRange ? `${keys[0]}–${keys.at(-1)}` : keys.map(keyLabel).join(' '))
}

/** Adjacent rows with the same hint become one; rows without a key are left out. */
function merged(rows: readonly Row[]): readonly Row[] {
  const result: Row[] = []
  for (const row of rows.filter(({ keys }) => keys.length > 0)) {
    const last = result.at(-1)
    if (last?.hint === row.hint)
      result[result.length - 1] = { ...last, keys: [...new Set([...last.keys, ...row.keys])] }
    else result.push(row)
  }
  return result
}

/** One section a view, even if it has several tables; `about` comes first. */
function sectionsOf(about: string, { tables, keysOf }: Keymap): readonly Section[] {
  const views = [...new Set([about, ...tables.map(({ view }) => view)])]
  const sections = views.map((view): Section => {
    const own = tables.filter((table) => table.view === view)
    const rows = new Map(own.flatMap((table) => table.rows.map((row) => [row.id, row])))
    return {
      title: own[0]?.title ?? '',
      rows: Array.from(rows.values(), (row) => ({ keys: keysOf(row), hint: row.hint })),
    }
  })
  return [...sections, { title: 'Typing', rows: textBindings }]
}

function section(title: SafeText, rows: readonly Line[]): readonly Line[] {
  return [[span(title, 'brand')], ...rows, []]
}

function sectionLines({ title, rows }: Section): readonly Line[] {
  const shown = merged(rows)
  const keyCells = Math.max(leastKeyCells, ...shown.map((row) => keysText(row.keys).length))
  return section(
    safeLine(title),
    shown.map((row) => [
      span(padEnd(keysText(row.keys), keyCells), 'key'),
      span(safe` ${safeLine(row.hint)}`, 'quiet'),
    ]),
  )
}

function glyphSection(): readonly Line[] {
  const statuses = Object.keys(statusMarks) as Status[]
  const marks = statuses.map((status): Line => {
    const { glyph, word } = statusMarks[status]
    return [span(padEnd(glyph, leastKeyCells), status), span(safe` ${word}`, 'quiet')]
  })
  return section(safe`Marks`, [
    ...marks,
    [span(padEnd('~', leastKeyCells), 'good'), span(' an assumed limit', 'quiet')],
    [span(padEnd('⚠ 2 missed', leastKeyCells), 'warn'), span(' events never received', 'quiet')],
    [span(padEnd('unseen', leastKeyCells), 'timed-out'), span(' open it', 'quiet')],
    [span(padEnd('*', leastKeyCells), 'brand'), span(' marked for the menu', 'quiet')],
    [span(padEnd('z', leastKeyCells)), span(' silenced: never calls', 'quiet')],
    [span(padEnd('✗ signature', leastKeyCells), 'bad'), span(' forged, ignored', 'quiet')],
    [span(padEnd('✗ 1 unsigned', leastKeyCells), 'bad'), span(' no signature, ignored', 'quiet')],
  ])
}

/** The lines of the help page, in as many columns as fit; the view that it was opened from comes first. */
export function helpLines(about: string, keymap: Keymap, cells: number): readonly Line[] {
  const [first = [], ...others] = sectionsOf(about, keymap).map(sectionLines)
  const sections = [first, glyphSection(), ...others]
  const across = Math.max(1, Math.floor((cells + 2) / (columnCells + 2)))
  const width = Math.floor((cells - 2 * (across - 1)) / across)
  const columns: Line[][] = Array.from({ length: across }, () => [])
  for (const lines of sections) shortest(columns).push(...lines)
  const rows = Math.max(...columns.map((column) => column.length)) - 1
  return Array.from({ length: rows }, (_, row) =>
    columns.flatMap((column, index) => [...(index === 0 ? [] : [gap(2)]), ...fitLine(column[row] ?? [], width)]),
  )
}

function shortest(columns: readonly Line[][]): Line[] {
  return columns.reduce((least, column) => (column.length < least.length ? column : least))
}

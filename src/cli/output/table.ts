// A table of text cells, made safe to show; the last column takes what it needs.
import { cellWidth } from '../../domain/text/cells.ts'
import { clipCells, padEnd, type SafeText, safeLine } from '../../domain/text/safe-text.ts'

const maxCells = 48
const maxLastCells = 300

/** The rows below their headings, one a line; empty without rows. */
export function tableOf(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const last = headings.length - 1
  const safeRows = [headings, ...rows].map((row) =>
    row.map((cell, column) => clipCells(safeLine(cell), column === last ? maxLastCells : maxCells)),
  )
  const widths = headings.map((_, column) =>
    Math.max(...safeRows.map((row) => cellWidth(row[column] ?? ('' as string)))),
  )
  const lineOf = (row: readonly SafeText[]) =>
    row.map((cell, column) => (column === last ? cell : padEnd(cell, widths[column] ?? 0))).join('  ')
  return safeRows.map((row) => `${lineOf(row).trimEnd()}\n`).join('')
}

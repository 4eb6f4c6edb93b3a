// Terminals do not agree on the width of many clusters, so the cell after each of them is placed absolutely: whatever a terminal
// makes of a text, the next one and the border stand where they were laid out. Pure.
import { cellWidth, graphemesOf, isCertain } from '../../domain/text/cells.ts'
import { layoutWidth } from '../../domain/text/cluster-width.ts'
import { filler } from '../cells/filler.ts'

const pieces = /\u001b\[[0-?]*[ -/]*[@-~]|[\u0000-\u001f]|[^\u0000-\u001f]+/g

/** What Ink writes, with cursor positions in it; each write of Ink begins with one, or at the left edge. */
export function placeCells(output: string): string {
  if (isCertain(output.replace(/[\u001b\n]/g, ''))) return output
  let column = 0
  let placed = ''
  for (const [piece] of output.matchAll(pieces)) {
    if (/^[\u0000-\u001f]/.test(piece)) {
      placed += piece
      column = columnAfter(piece, column)
    } else {
      placed += placedText(piece, column)
      column += layoutColumns(piece)
    }
  }
  return placed
}

function columnAfter(control: string, column: number): number {
  if (control === '\n' || control === '\r') return 0
  const [, parameters = '', final] = /^\u001b\[([\d;]*)([EGH])$/.exec(control) ?? []
  if (final === undefined) return column
  return final === 'E' ? 0 : Math.max(0, Number(parameters.split(';').at(-1)) - 1)
}

/** The cells by which Ink has moved on. */
function layoutColumns(text: string): number {
  if (isCertain(text)) return cellWidth(text)
  return graphemesOf(text).reduce((cells, cluster) => cells + layoutWidth(cluster), 0)
}

function placedText(text: string, start: number): string {
  if (isCertain(text)) return text
  let column = start
  let placed = ''
  let isPlaced = true
  for (const cluster of graphemesOf(text)) {
    column += layoutWidth(cluster)
    if (cluster === filler) {
      isPlaced = false
      continue
    }
    if (!isPlaced) placed += moveTo(column - layoutWidth(cluster))
    placed += cluster
    isPlaced = isCertain(cluster)
  }
  return isPlaced ? placed : placed + moveTo(column)
}

function moveTo(column: number): string {
  return `\u001b[${column + 1}G`
}

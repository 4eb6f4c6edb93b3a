// Which jobs of the list are panes and which are rows, and on which line each begins: panes come first, then rows, of which the
// selected one can be unfolded. Every answer is arithmetic, however many jobs there are. Pure.
import { acrossOf, bandLine, bandsOf, fittingGrid, noPanes, type PaneGrid, scrolledGrid, stackedPanes } from './grid.ts'

/** How jobs are drawn: by need and room, all unfolded, or all folded. */
export const drawings = ['auto', 'panes', 'rows'] as const
export type Drawing = (typeof drawings)[number]

export interface Arrangement {
  readonly panes: PaneGrid
  /** How many places there are: jobs, and the line of the earlier ones. */
  readonly places: number
  /** The row that is drawn as a pane, and its height; null for none. */
  readonly unfolded: { readonly place: number; readonly rows: number } | null
}

export interface ToArrange {
  readonly drawing: Drawing
  readonly columns: number
  readonly rows: number
  readonly places: number
  /** How many of the places come first because they need attention, and how many jobs have not ended. */
  readonly attention: number
  readonly live: number
  /** -1 for none. */
  readonly selected: number
  /** Where the selected job is shown besides the list: it needs no unfolding. */
  readonly detail: 'beside' | 'in the list'
}

/** The height of a question or a failure in a list that is longer than the screen. */
function attentionRows(rows: number): number {
  if (rows < 26) return 4
  return rows < 46 ? 5 : 6
}

/** The height of the selected job there. */
function selectedRows(rows: number): number {
  if (rows < 12) return 4
  return rows < 26 ? 6 : 8
}

export function arrange(to: ToArrange): Arrangement {
  const { drawing, columns, rows, places, live } = to
  if (drawing === 'rows') return { panes: noPanes, places, unfolded: null }
  const fitting = fittingGrid(columns, rows - (places - live), live)
  if (fitting) return { panes: fitting, places, unfolded: null }
  const panes = drawing === 'panes' ? scrolledGrid(columns, live) : attentionPanes(to)
  const isFolded = to.selected >= panes.count && to.detail === 'in the list'
  return { panes, places, unfolded: isFolded ? { place: to.selected, rows: selectedRows(rows) } : null }
}

/**
 * What needs attention, the newest first: on half of the screen at most, because the other half shows what else there is, and on
 * more where everything has room.
 */
function attentionPanes({ columns, rows, places, attention }: ToArrange): PaneGrid {
  const height = attentionRows(rows)
  const spare = rows - places - selectedRows(rows)
  const most = Math.max(1, Math.floor(rows / 2 / height), Math.floor(spare / (height - 1)))
  return stackedPanes(columns, height, Math.min(attention, most))
}

/** The line that a place begins on; of the place after the last one, the number of all lines. */
export function lineOf({ panes, unfolded }: Arrangement, place: number): number {
  if (place < panes.count) return bandLine(panes, Math.floor(place / acrossOf(panes)))
  const more = unfolded && unfolded.place < place ? unfolded.rows - 1 : 0
  return bandLine(panes, bandsOf(panes)) + place - panes.count + more
}

/** How many lines a place takes. */
export function heightOf({ panes, unfolded }: Arrangement, place: number): number {
  if (place < panes.count) return panes.rows + (Math.floor(place / acrossOf(panes)) < panes.taller ? 1 : 0)
  return unfolded?.place === place ? unfolded.rows : 1
}

/** The first place on a line, or the last place when the line is below all. */
export function placeOnLine(arrangement: Arrangement, line: number): number {
  const { panes, places } = arrangement
  const across = acrossOf(panes)
  const paneLines = lineOf(arrangement, panes.count)
  if (line < paneLines) {
    const tall = bandLine(panes, panes.taller)
    const band =
      line < tall ? Math.floor(line / (panes.rows + 1)) : panes.taller + Math.floor((line - tall) / panes.rows)
    return Math.min(panes.count - 1, Math.max(0, band) * across)
  }
  const straight = panes.count + line - paneLines
  const { unfolded } = arrangement
  if (!unfolded || straight <= unfolded.place) return Math.min(places - 1, straight)
  return Math.min(places - 1, Math.max(unfolded.place, straight - (unfolded.rows - 1)))
}

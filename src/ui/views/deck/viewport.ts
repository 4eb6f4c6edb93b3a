// Which part of the list is on the screen: the selected job stays on its line of the screen, whatever comes and goes above it, and
// where nobody is pressing keys the newest question is visible. Pure.
import { type Arrangement, heightOf, lineOf, placeOnLine } from './arrangement.ts'

export interface ToView {
  readonly arrangement: Arrangement
  readonly rows: number
  /** -1 for none. */
  readonly selected: number
  /** The line of the screen that the selected place begins on, as it was shown last. */
  readonly lead: number
  /** Whether something at the top of the list needs attention, and no key holds the list. */
  readonly start: 'wanted' | 'not wanted'
}

/** The first line of the list that is shown: the beginning of a place, except where a place is higher than the screen. */
export function firstLine({ arrangement, rows, selected, lead, start }: ToView): number {
  const lines = lineOf(arrangement, arrangement.places)
  if (lines <= rows || selected < 0) return 0
  const line = lineOf(arrangement, selected)
  const height = Math.min(rows, heightOf(arrangement, selected))
  if (start === 'wanted' && line + height <= rows) return 0
  const wanted = line - Math.min(Math.max(0, lead), rows - height)
  const top = Math.min(Math.max(0, wanted), lines - rows)
  return Math.min(line, snapped(arrangement, top))
}

/** The next line on which a place begins. */
function snapped(arrangement: Arrangement, top: number): number {
  const place = placeOnLine(arrangement, top)
  const line = lineOf(arrangement, place)
  return line >= top ? line : line + heightOf(arrangement, place)
}

/** The first and the last place that are shown whole. */
export function placesShown(arrangement: Arrangement, top: number, rows: number): { first: number; last: number } {
  const first = placeOnLine(arrangement, top)
  const end = Math.min(top + rows, lineOf(arrangement, arrangement.places))
  const last = placeOnLine(arrangement, end - 1)
  const band = lineOf(arrangement, last) + heightOf(arrangement, last) <= end ? last : last - 1
  return { first, last: Math.max(first, lastBeside(arrangement, band)) }
}

/** The last place that begins on the same line. */
function lastBeside(arrangement: Arrangement, place: number): number {
  const { panes } = arrangement
  if (place < 0 || place >= panes.count) return place
  const across = Math.max(1, panes.widths.length)
  return Math.min(panes.count - 1, Math.floor(place / across) * across + across - 1)
}

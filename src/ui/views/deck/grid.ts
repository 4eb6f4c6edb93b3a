// How many panes stand beside and below each other in a room: as many as stay legible, growing to fill it. Pure.

/** The smallest legible pane. */
export const minPaneColumns = 38
export const minPaneRows = 5
/** From this width on, panes are easier to read side by side than stacked. */
const comfortableColumns = 56

export interface PaneGrid {
  /** How many panes there are, in reading order. */
  readonly count: number
  /** The width of each column; they add up to the room. */
  readonly widths: readonly number[]
  /** The height of a row of panes; the first `taller` ones have one line more. */
  readonly rows: number
  readonly taller: number
}

export const noPanes: PaneGrid = { count: 0, widths: [], rows: 0, taller: 0 }

/** `total` in `parts` whole shares that differ by at most one, the larger ones first. */
export function shares(total: number, parts: number): readonly number[] {
  const least = Math.floor(total / parts)
  const larger = total - least * parts
  return Array.from({ length: parts }, (_, part) => least + (part < larger ? 1 : 0))
}

/** All panes in the room, as high as it allows; null when they do not fit. */
export function fittingGrid(columns: number, rows: number, count: number): PaneGrid | null {
  const mostAcross = Math.max(1, Math.floor(columns / minPaneColumns))
  const mostDown = Math.floor(rows / minPaneRows)
  if (count === 0 || count > mostAcross * mostDown) return null
  const across = acrossFor(count, columns, mostAcross, mostDown)
  const down = Math.ceil(count / across)
  // A few panes on a large screen do not grow without end: what they say is short.
  const room = Math.min(rows, down * Math.max(14, Math.floor(rows / 3)))
  const least = Math.floor(room / down)
  return { count, widths: shares(columns, across), rows: least, taller: room - least * down }
}

/** Panes of the smallest legible height, however many rows they take together. */
export function scrolledGrid(columns: number, count: number): PaneGrid {
  const across = Math.max(1, Math.min(count, Math.floor(columns / minPaneColumns)))
  return { count, widths: shares(columns, across), rows: minPaneRows, taller: 0 }
}

/** Panes below each other. */
export function stackedPanes(columns: number, rows: number, count: number): PaneGrid {
  return { count, widths: [columns], rows, taller: 0 }
}

/** The number of columns that leaves the fewest empty cells; of two equally good ones, the wider panes. */
function acrossFor(count: number, columns: number, mostAcross: number, mostDown: number): number {
  const least = Math.ceil(count / mostDown)
  let best = least
  for (let across = least; across <= Math.min(mostAcross, count); across++) {
    const isComfortable = Math.floor(columns / across) >= comfortableColumns
    if (isComfortable && Math.ceil(count / across) < Math.ceil(count / best)) best = across
  }
  return best
}

/** How many panes stand beside each other. */
export function acrossOf(grid: PaneGrid): number {
  return Math.max(1, grid.widths.length)
}

/** The first line of a row of panes; of the row after the last one, the number of lines that all of them take. */
export function bandLine(grid: PaneGrid, band: number): number {
  return band * grid.rows + Math.min(band, grid.taller)
}

/** How many rows of panes there are. */
export function bandsOf(grid: PaneGrid): number {
  return Math.ceil(grid.count / acrossOf(grid))
}

// How panes share the deck: as many as stay legible, growing to fill the room exactly. Pure.

/** The smallest legible pane (UX.md). */
export const minPaneColumns = 38
export const minPaneRows = 7
/** With few jobs, panes grow to this height and the room below stays empty. */
export const maxPaneRows = 14

export interface DeckGrid {
  /** The width of each column and the height of each row of panes; they add up to the room at most. */
  readonly widths: readonly number[]
  readonly heights: readonly number[]
  readonly perPage: number
  readonly pages: number
}

/** `total` in `parts` whole shares that differ by at most one, the larger ones first. */
export function shares(total: number, parts: number): readonly number[] {
  const least = Math.floor(total / parts)
  const larger = total - least * parts
  return Array.from({ length: parts }, (_, part) => least + (part < larger ? 1 : 0))
}

/** The grid for a number of jobs in a room of cells. There is always at least one pane, even if it is too small to read. */
export function layOutDeck(columns: number, rows: number, jobs: number): DeckGrid {
  const mostAcross = Math.max(1, Math.floor(columns / minPaneColumns))
  const mostDown = Math.max(1, Math.floor(rows / minPaneRows))
  const shown = Math.max(1, Math.min(jobs, mostAcross * mostDown))
  const across = acrossFor(shown, columns, mostAcross, mostDown)
  const down = Math.min(mostDown, Math.ceil(shown / across))
  const perPage = across * down
  return {
    widths: shares(columns, across),
    heights: shares(Math.min(rows, down * maxPaneRows), down),
    perPage,
    pages: Math.max(1, Math.ceil(jobs / perPage)),
  }
}

/** The number of columns that leaves the fewest empty cells; of two equally good ones, the wider panes. */
function acrossFor(shown: number, columns: number, mostAcross: number, mostDown: number): number {
  const least = Math.ceil(shown / mostDown)
  let best = least
  for (let across = least; across <= Math.min(mostAcross, shown); across++) {
    const isComfortable = Math.floor(columns / across) >= comfortableColumns
    if (isComfortable && Math.ceil(shown / across) < Math.ceil(shown / best)) best = across
  }
  return best
}

/** From this width on, panes are easier to read side by side than stacked. */
const comfortableColumns = 56

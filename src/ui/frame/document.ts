// A scrolling text in a box: the layout of the help page, of the dropped messages and of a single event. Pure.
import { boxLines, innerSize } from '../cells/box.ts'
import type { Line } from '../cells/line.ts'
import type { Size } from '../cells/size.ts'

/** How many lines a text has, and how many of them fit on the screen. */
export interface Extent {
  readonly lines: number
  readonly rows: number
}

export interface DocumentFrame {
  readonly lines: readonly Line[]
  readonly extent: Extent
}

/** The text in a box of exactly `size`, starting at the line that the user has scrolled to. */
export function documentFrame(title: Line, text: readonly Line[], top: number, size: Size): DocumentFrame {
  const { rows } = innerSize(size.columns, size.rows)
  const extent = { lines: text.length, rows }
  const first = Math.max(0, Math.min(top, lastTop(extent)))
  const lines = boxLines({
    ...size,
    weight: 'round',
    role: 'quiet',
    title,
    aside: [],
    notes: [],
    body: text.slice(first, first + rows),
    scroll: { top: first, lines: text.length },
  })
  return { lines, extent }
}

/** The first line of the last screenful. */
export function lastTop({ lines, rows }: Extent): number {
  return Math.max(0, lines - rows)
}

// Borders and bars are drawn as lines: fonts leave gaps between their glyphs, and few have all of them.

/** Of a cell, in pixels. */
export const cell = { width: 8.4, height: 18 } as const

const middle = { x: cell.width / 2, y: cell.height / 2 }
const radius = 4

export interface Strokes {
  /** The path of so many of them side by side, from the upper left corner at x, y. */
  readonly path: (x: number, y: number, count: number) => string
  readonly width: number
}

const across = (x: number, y: number, count: number) => `M${n(x)} ${n(y + middle.y)}h${n(count * cell.width)}`
const down = (x: number, y: number) => `M${n(x + middle.x)} ${n(y)}v${n(cell.height)}`

/** From the middle to one side and to below or above, with a round corner. */
function round(toX: 1 | -1, toY: 1 | -1) {
  const curve = `q${-toX * radius} 0 ${-toX * radius} ${toY * radius}`
  return (x: number, y: number) =>
    `M${n(x + middle.x + toX * middle.x)} ${n(y + middle.y)}h${n(toX * (radius - middle.x))}${curve}v${n(toY * (middle.y - radius))}`
}

/** The same with a sharp one. */
function sharp(toX: 1 | -1, toY: 1 | -1) {
  return (x: number, y: number) =>
    `M${n(x + middle.x + toX * middle.x)} ${n(y + middle.y)}h${n(-toX * middle.x)}v${n(toY * middle.y)}`
}

const light = 1
const heavy = 2.4

const strokes: Readonly<Record<string, Strokes>> = {
  '─': { path: across, width: light },
  '━': { path: across, width: heavy },
  '│': { path: down, width: light },
  '┃': { path: down, width: heavy },
  '╭': { path: round(1, 1), width: light },
  '╮': { path: round(-1, 1), width: light },
  '╰': { path: round(1, -1), width: light },
  '╯': { path: round(-1, -1), width: light },
  '█': { path: down, width: cell.width },
  '┏': { path: sharp(1, 1), width: heavy },
  '┓': { path: sharp(-1, 1), width: heavy },
  '┗': { path: sharp(1, -1), width: heavy },
  '┛': { path: sharp(-1, -1), width: heavy },
}

/** How a border's character is drawn; undefined for one that is text. */
export function strokesOf(character: string): Strokes | undefined {
  return strokes[character]
}

/** A number of pixels, short. */
export function n(pixels: number): string {
  return String(Math.round(pixels * 10) / 10)
}

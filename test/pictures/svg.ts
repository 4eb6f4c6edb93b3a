// A terminal's screen as an SVG picture: each run of text is as wide as its cells, whatever font there is.
import type { IBufferCell, Terminal } from '@xterm/headless'
import { cell, n, strokesOf } from './boxes.ts'
import type { Palette } from './palettes.ts'

const margin = 10
const fontSize = 14
const baseline = 13
const fonts = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Noto Sans Mono CJK KR',monospace"

/** Cells of one row that look alike and are equally wide. */
interface Piece {
  readonly row: number
  readonly column: number
  readonly cells: readonly string[]
  readonly cellWidth: number
  /** CSS classes. */
  readonly look: string
  readonly isInverse: boolean
}

/** Draws what the terminal shows. The title is for those who do not see the picture. */
export function svgOf(terminal: Terminal, palette: Palette, title: string): string {
  const width = terminal.cols * cell.width + 2 * margin
  const height = terminal.rows * cell.height + 2 * margin
  const pieces = Array.from({ length: terminal.rows }, (_, row) => piecesOf(terminal, row)).flat()
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${styleOf(palette)}</style>`,
    `<rect width="100%" height="100%" rx="8" fill="${palette.background}"/>`,
    `<g transform="translate(${margin} ${margin})">`,
    ...backgrounds(pieces),
    ...borders(pieces),
    ...texts(pieces),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function styleOf({ foreground, background, colours }: Palette): string {
  const inks = [`.f{color:${foreground}}`, ...colours.map((colour, index) => `.c${index}{color:${colour}}`)]
  return [
    `text{font:${fontSize}px ${fonts};white-space:pre;fill:currentColor}`,
    'path{fill:none;stroke:currentColor}.r{fill:currentColor}',
    `.i{fill:${background}}.b{font-weight:700}.d{opacity:.55}`,
    ...inks,
  ].join('')
}

function piecesOf(terminal: Terminal, row: number): readonly Piece[] {
  const { active } = terminal.buffer
  const line = active.getLine(active.viewportY + row)
  const pieces: Piece[] = []
  for (let column = 0; column < terminal.cols; column++) {
    const at = line?.getCell(column)
    // The second half of a wide character.
    if (!at || at.getWidth() === 0) continue
    const piece = {
      ...{ row, column, cells: [at.getChars() || ' '], cellWidth: at.getWidth() * cell.width },
      ...{ look: lookOf(at), isInverse: at.isInverse() !== 0 },
    }
    const last = pieces.at(-1)
    if (last && goTogether(last, piece)) pieces.splice(-1, 1, { ...last, cells: [...last.cells, ...piece.cells] })
    else pieces.push(piece)
  }
  return pieces.flatMap((piece) => (piece.isInverse ? [piece] : words(piece)))
}

function goTogether(a: Piece, b: Piece): boolean {
  const isBorder = ({ cells }: Piece) => strokesOf(cells[0] ?? '') !== undefined
  return a.look === b.look && a.isInverse === b.isInverse && a.cellWidth === b.cellWidth && isBorder(a) === isBorder(b)
}

/** Spaces that show nothing would only make the picture larger; single ones between words stay. */
function words(piece: Piece): readonly Piece[] {
  const parts: Piece[] = []
  let from = 0
  const end = (to: number) => {
    const cells = piece.cells.slice(from, to)
    const first = cells.findIndex((each) => each !== ' ')
    const column = piece.column + ((from + first) * piece.cellWidth) / cell.width
    if (first >= 0) parts.push({ ...piece, column, cells: cells.slice(first) })
    from = to
  }
  for (const [index, each] of piece.cells.entries())
    if (each === ' ' && (piece.cells[index + 1] ?? ' ') === ' ') end(index)
  end(piece.cells.length)
  return parts
}

function lookOf(at: IBufferCell): string {
  const colour = at.isFgDefault() ? 'f' : `c${at.getFgColor()}`
  return [colour, at.isBold() ? 'b' : '', at.isDim() ? 'd' : ''].filter(Boolean).join(' ')
}

function backgrounds(pieces: readonly Piece[]): readonly string[] {
  return pieces
    .filter(({ isInverse }) => isInverse)
    .map(({ row, column, cells, cellWidth, look }) => {
      const size = `width="${n(cells.length * cellWidth)}" height="${cell.height}"`
      return `<rect class="r ${look}" x="${n(column * cell.width)}" y="${row * cell.height}" ${size}/>`
    })
}

/** One path for all borders that look alike; a horizontal line is one stroke. */
function borders(pieces: readonly Piece[]): readonly string[] {
  const paths = new Map<string, string>()
  for (const { row, column, cells, look } of pieces)
    for (const { 0: run, index } of cells.join('').matchAll(/─+|━+|./g)) {
      const strokes = strokesOf(run.charAt(0))
      if (!strokes) break
      const key = `class="${look}" stroke-width="${strokes.width}"`
      const path = strokes.path((column + index) * cell.width, row * cell.height, run.length)
      paths.set(key, (paths.get(key) ?? '') + path)
    }
  return [...paths].map(([key, path]) => `<path ${key} d="${path}"/>`)
}

function texts(pieces: readonly Piece[]): readonly string[] {
  return pieces
    .filter(({ cells }) => cells.some((each) => each !== ' ') && !strokesOf(cells[0] ?? ''))
    .map(({ row, column, cells, cellWidth, look, isInverse }) => {
      const place = `x="${n(column * cell.width)}" y="${n(row * cell.height + baseline)}"`
      const width = `textLength="${n(cells.length * cellWidth)}" lengthAdjust="spacingAndGlyphs"`
      return `<text class="${look}${isInverse ? ' i' : ''}" ${place} ${width}>${escaped(cells.join(''))}</text>`
    })
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

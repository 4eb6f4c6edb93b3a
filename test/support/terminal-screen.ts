// What a terminal would show: bytes go in, rows of text come out.
import headless from '@xterm/headless'
import stringWidth from 'string-width'

export interface TerminalScreen {
  write(data: string): void
  resize(columns: number, rows: number): void
  /** Resolves when everything written so far is on the screen. */
  settled(): Promise<void>
  /** The visible rows, without trailing blanks. */
  rows(): readonly string[]
  /** Where the cursor stands, counted from 0, whether or not it is shown. */
  cursor(): { readonly row: number; readonly cell: number }
}

/** A screen of the given size in cells, with emoji and CJK as wide as today's terminals draw them. */
export function terminalScreen(columns: number, rows: number): TerminalScreen {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 })
  terminal.unicode.register({ version: 'current', wcwidth, charProperties })
  terminal.unicode.activeVersion = 'current'
  return {
    write: (data) => terminal.write(data),
    resize: (newColumns, newRows) => terminal.resize(newColumns, newRows),
    settled: () => new Promise((resolve) => terminal.write('', resolve)),
    cursor: () => ({ row: terminal.buffer.active.cursorY, cell: terminal.buffer.active.cursorX }),
    rows: () => {
      const buffer = terminal.buffer.active
      return Array.from(
        { length: terminal.rows },
        (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
      )
    },
  }
}

// xterm's own table is of Unicode 6, where emoji take one cell.
const widths = new Map<number, 0 | 1 | 2>()

function wcwidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint >= 0x20 && codePoint < 0x7f) return 1
  let width = widths.get(codePoint)
  if (width === undefined) {
    width = Math.min(2, stringWidth(String.fromCodePoint(codePoint))) as 0 | 1 | 2
    widths.set(codePoint, width)
  }
  return width
}

/** xterm's packing: the width in bits 1–2, and in bit 0 whether the character joins the one before it. */
function charProperties(codePoint: number, preceding: number): number {
  const width = wcwidth(codePoint)
  const widthBefore = (preceding >> 1) & 3
  const joins = width === 0 && preceding !== 0 && widthBefore > 0
  return joins ? (widthBefore << 1) | 1 : width << 1
}

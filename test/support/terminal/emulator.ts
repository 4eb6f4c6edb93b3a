// What a terminal would show: bytes go in, screens come out.
import headless from '@xterm/headless'
import stringWidth from 'string-width'
import { frameFeed } from './frame-feed.ts'
import { Screen } from './screen.ts'

export interface Emulator {
  readonly terminal: headless.Terminal
  write(data: string): void
  resize(columns: number, rows: number): void
  /** Nothing more will be written: waiting for another screen ends with the last one. */
  end(): void
  /** Resolves when everything written so far is on the screen. */
  settled(): Promise<void>
  screen(): Screen
  /** The settled screen, then the one after each change, until `limit` aborts or the end. */
  frames(limit: AbortSignal): AsyncIterable<Screen>
  /** Where the cursor stands, counted from 0; null while it is hidden. */
  cursor(): { readonly row: number; readonly cell: number } | null
}

/** A screen of the given size in cells, with emoji and CJK as wide as today's terminals draw them. */
export function startEmulator(columns: number, rows: number): Emulator {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 })
  terminal.unicode.register({ version: 'current', wcwidth, charProperties })
  terminal.unicode.activeVersion = 'current'
  let isCursorShown = true
  const settled = () => new Promise<void>((resolve) => terminal.write('', resolve))
  const screen = () => {
    const buffer = terminal.buffer.active
    const row = (index: number) => buffer.getLine(buffer.viewportY + index)?.translateToString(true) ?? ''
    return new Screen(Array.from({ length: terminal.rows }, (_, index) => row(index)))
  }
  const feed = frameFeed(async () => {
    await settled()
    return screen()
  })
  return {
    terminal,
    write: (data) => {
      const last = [...data.matchAll(/\u001b\[\?25([hl])/g)].at(-1)
      if (last) isCursorShown = last[1] === 'h'
      terminal.write(data)
      feed.changed()
    },
    resize: (newColumns, newRows) => {
      terminal.resize(newColumns, newRows)
      feed.changed()
    },
    end: feed.end,
    settled,
    screen,
    frames: feed.frames,
    cursor: () =>
      isCursorShown ? { row: terminal.buffer.active.cursorY, cell: terminal.buffer.active.cursorX } : null,
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

// The real App on a terminal of any size, for the tests of whole frames.
import { afterEach } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { DeckState } from '../../src/app/deck/deck-state.ts'
import { type Glyphs, GlyphsContext } from '../../src/ui/cells/rows.tsx'
import { colourTheme, type Theme, ThemeContext } from '../../src/ui/cells/theme.ts'
import { App } from '../../src/ui/frame/app.tsx'
import { initialNavigation, type Navigation } from '../../src/ui/frame/navigation.ts'
import { driverOf } from '../support/terminal/driver.ts'
import { frameDisplay } from '../support/terminal/ink-display.ts'
import { startInk } from '../support/terminal/ink-terminal.ts'
import { recordedCommands, storeOf } from './fixtures.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** From the smallest on which the deck is drawn to a large screen. */
export const sizes: readonly Size[] = [
  { columns: 40, rows: 10 },
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
  { columns: 300, rows: 90 },
]

const open = new Set<() => void>()
afterEach(() => {
  for (const close of open) close()
  open.clear()
})

/** The deck on a terminal of that size, ready for keys; it is closed after the test. */
export async function openDeck(state: DeckState, size: Size, theme: Theme = colourTheme, glyphs: Glyphs = 'unicode') {
  const store = storeOf(state)
  const navigation = createStore<Navigation>(() => initialNavigation)
  const commands = recordedCommands(store.getState)
  let quits = 0
  const display = frameDisplay(size.columns, size.rows)
  const terminal = await startInk(
    <ThemeContext value={theme}>
      <GlyphsContext value={glyphs}>
        <App store={store} navigation={navigation} commands={commands} onQuit={() => quits++} />
      </GlyphsContext>
    </ThemeContext>,
    display,
  )
  const close = () => {
    open.delete(close)
    terminal.unmount()
  }
  open.add(close)
  return {
    ...driverOf(terminal),
    store,
    commands,
    quits: () => quits,
    /** The lines of the last frame; there are more of them than rows where the frame does not fit. */
    lines: () => display.screen().rows,
    /** The last frame as one text. */
    frame: () => display.screen().text,
    change: async (part: Partial<DeckState>) => {
      store.setState(part)
      await terminal.settle()
    },
    /** The lines that Ink draws at once on a new size, before the screen knows of it. */
    linesAtOnce: (to: Size) => {
      terminal.resizeAtOnce(to.columns, to.rows)
      return display.screen().rows
    },
    close,
  }
}

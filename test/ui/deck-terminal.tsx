// A terminal of any size for the tests of whole frames: the real App on Ink, its output kept as frames.
import { EventEmitter } from 'node:events'
import { stripVTControlCharacters } from 'node:util'
import { render } from 'ink'
import { createStore } from 'zustand/vanilla'
import type { DeckState } from '../../src/app/deck/deck-state.ts'
import { colourTheme, type Theme, ThemeContext } from '../../src/ui/cells/theme.ts'
import { App } from '../../src/ui/frame/app.tsx'
import { atStart, type Navigation } from '../../src/ui/frame/navigation.ts'
import { FakeKeyboard } from '../support/terminal/fake-keyboard.ts'
import { waitFor } from '../support/wait-for.ts'
import { recordedCommands, storeOf } from './fixtures.ts'

class Output extends EventEmitter {
  readonly isTTY = true
  frame = ''
  columns: number
  rows: number

  constructor(columns: number, rows: number) {
    super()
    this.columns = columns
    this.rows = rows
  }

  /** In debug mode Ink writes each frame whole; what is shorter are modes. Kept without styles. */
  write(text: string, done?: () => void): boolean {
    if (text.length > 20) this.frame = stripVTControlCharacters(text)
    done?.()
    return true
  }
}

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** From the smallest that the deck is drawn on to a large screen. */
export const sizes: readonly Size[] = [
  { columns: 40, rows: 10 },
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
]

/** The deck on a terminal of that size, ready for keys. */
export async function openDeck(state: DeckState, size: Size, theme: Theme = colourTheme) {
  const stdout = new Output(size.columns, size.rows)
  const stdin = new FakeKeyboard()
  const store = storeOf(state)
  const navigation = createStore<Navigation>(() => atStart)
  const commands = recordedCommands()
  let quits = 0
  const instance = render(
    <ThemeContext value={theme}>
      <App store={store} navigation={navigation} commands={commands} onQuit={() => quits++} />
    </ThemeContext>,
    {
      stdout: stdout as unknown as NodeJS.WriteStream,
      stdin: stdin as unknown as NodeJS.ReadStream,
      debug: true,
      // Also where CI is set, as openScreen does.
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  )
  await waitFor(() => stdin.listenerCount('readable') > 0, { what: 'the deck to take keys' })
  await instance.waitUntilRenderFlush()
  return {
    store,
    navigation,
    commands,
    quits: () => quits,
    frame: () => stdout.frame,
    lines: () => stdout.frame.split('\n'),
    /** Presses keys as one batch and waits until the screen is drawn. */
    press: async (keys: string) => {
      stdin.type(keys)
      await instance.waitUntilRenderFlush()
    },
    /** One step back: an escape counts as a key only when nothing has followed it for a moment. */
    escape: async () => {
      const before = navigation.getState().stack.length
      stdin.type('\u001b')
      await waitFor(() => navigation.getState().stack.length < before, { what: 'a step back' })
      await instance.waitUntilRenderFlush()
    },
    change: async (part: Partial<DeckState>) => {
      store.setState(part)
      await instance.waitUntilRenderFlush()
    },
    /** Returns the lines that Ink draws at once, before the screen knows of its new size. */
    resize: async (to: Size) => {
      stdout.columns = to.columns
      stdout.rows = to.rows
      stdout.emit('resize')
      const atOnce = stdout.frame.split('\n')
      await waitFor(() => stdout.frame.split('\n').length === to.rows, { what: `a frame of ${to.rows} rows` })
      return atOnce
    },
    close: () => instance.unmount(),
  }
}

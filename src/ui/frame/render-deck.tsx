// Opens the deck on a terminal and restores the terminal whatever happens: on quit, on a signal, on a crash.

import type { ReadStream, WriteStream } from 'node:tty'
import { type Instance, render } from 'ink'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DeckCommands } from '../../app/deck/deck-commands.ts'
import type { DeckState } from '../../app/deck/deck-state.ts'
import { colourTheme, plainTheme, ThemeContext } from '../cells/theme.ts'
import { type Editor, EditorContext } from '../editor/external-editor.ts'
import type { KeySettings } from '../keys/user-bindings.ts'
import { App } from './app.tsx'
import { initialNavigation, type Navigation } from './navigation.ts'
import { guardProcess } from './process-guard.ts'

export interface ScreenOptions {
  readonly store: StoreApi<DeckState>
  readonly commands: DeckCommands
  readonly colour: 'on' | 'off'
  readonly editor: Editor
  /** The user's bindings. */
  readonly keys: KeySettings
  readonly stdin?: ReadStream
  readonly stdout?: WriteStream
}

export interface OpenScreen {
  /** Resolves once the user has left or a signal has closed the screen, with the terminal restored. */
  waitUntilExit(): Promise<void>
  /** Closes the screen and restores the terminal; closing again does nothing. */
  close(): void
}

/** Ink resets paste mode and the cursor in a later turn of the event loop, which a crash never reaches. */
const pasteOffCursorOn = '\u001b[?2004l\u001b[?25h'

/**
 * Shows the deck on the alternate screen until the user leaves.
 *
 * SIGINT, SIGTERM and SIGHUP close it and set the process's exit status to 128 + the signal's number; a crash restores the
 * terminal, prints one line on stderr and exits with 70.
 */
export function openScreen({
  store,
  commands,
  colour,
  editor,
  keys,
  stdin = process.stdin,
  stdout = process.stdout,
}: ScreenOptions): OpenScreen {
  const navigation = createStore<Navigation>(() => initialNavigation)
  const theme = colour === 'on' ? colourTheme : plainTheme
  let isOpen = true
  let instance: Instance | null = null
  const close = () => {
    if (!isOpen) return
    isOpen = false
    instance?.unmount()
    if (!stdout.destroyed) stdout.write(pasteOffCursorOn)
    try {
      stdin.setRawMode?.(false)
    } catch {
      // The terminal is gone, and its modes with it.
    }
  }
  const guard = guardProcess({ stdin, stdout, close })
  instance = render(
    <ThemeContext value={theme}>
      <EditorContext value={editor}>
        <App store={store} navigation={navigation} commands={commands} keys={keys} onQuit={close} />
      </EditorContext>
    </ThemeContext>,
    {
      stdin,
      stdout,
      alternateScreen: true,
      incrementalRendering: true,
      exitOnCtrlC: false,
      patchConsole: true,
      maxFps: 30,
      // A terminal is a terminal, even where an environment variable says CI.
      interactive: true,
    },
  )
  const exited = instance.waitUntilExit().then(
    () => guard.release(),
    // Ink has caught an error that a component threw, and has closed the screen.
    (error: unknown) => guard.crash(error),
  )
  return { waitUntilExit: () => exited, close }
}

// Opens the deck on a terminal and restores the terminal whatever happens: on quit, on a signal, on a crash.

import type { ReadStream, WriteStream } from 'node:tty'
import { type Instance, render } from 'ink'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DeckCommands } from '../../app/deck/deck-commands.ts'
import type { DeckState } from '../../app/deck/deck-state.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { type Glyphs, GlyphsContext } from '../cells/rows.tsx'
import { colourTheme, plainTheme, ThemeContext } from '../cells/theme.ts'
import { type Editor, EditorContext } from '../editor/external-editor.ts'
import type { KeySettings } from '../keys/user-bindings.ts'
import { TerminalContext } from '../terminal/terminal-context.ts'
import { openTerminal } from '../terminal/terminal-session.ts'
import { App } from './app.tsx'
import { initialNavigation, type Navigation, openJob } from './navigation.ts'
import { guardProcess } from './process-guard.ts'

export interface ScreenOptions {
  readonly store: StoreApi<DeckState>
  readonly commands: DeckCommands
  readonly colour: 'on' | 'off'
  readonly glyphs: Glyphs
  readonly editor: Editor
  /** The user's bindings. */
  readonly keys: KeySettings
  /** Whether a hangup of the terminal ends the process. */
  readonly hangup: 'ends' | 'ignored'
  readonly stdin?: ReadStream
  readonly stdout?: WriteStream
}

export interface OpenScreen {
  /** Resolves once the user has left or a signal has closed the screen, with the terminal restored. */
  waitUntilExit(): Promise<void>
  /** Sends a sequence that draws nothing to the terminal, between two frames. */
  send(sequence: string): void
  /** Names the window by this sequence while the screen is open. */
  nameWindow(sequence: string): void
  /** The job that is open on a terminal that has the focus: its user sees what happens to it. */
  watchedJob(): JobKey | null
  /** Closes the screen and restores the terminal; closing again does nothing. */
  close(): void
}

/**
 * Shows the deck on the alternate screen until the user leaves.
 *
 * A signal that ends a process closes it and sets the exit status to 128 + the signal's number; a crash restores the terminal,
 * prints one line on stderr and exits with 70.
 */
export function openScreen({
  store,
  commands,
  colour,
  glyphs,
  editor,
  keys,
  hangup,
  stdin = process.stdin,
  stdout = process.stdout,
}: ScreenOptions): OpenScreen {
  const navigation = createStore<Navigation>(() => initialNavigation)
  const theme = colour === 'on' ? colourTheme : plainTheme
  let instance: Instance | null = null
  const terminal = openTerminal({ stdin, stdout, clock: editor.clock }, () => instance?.clear())
  const close = () => {
    // Ink's last writes belong to the alternate screen.
    instance?.unmount()
    terminal.close()
  }
  const guard = guardProcess({ stdin, stdout, hangup, close })
  instance = render(
    <TerminalContext value={terminal}>
      <ThemeContext value={theme}>
        <GlyphsContext value={glyphs}>
          <EditorContext value={editor}>
            <App store={store} navigation={navigation} commands={commands} keys={keys} onQuit={close} />
          </EditorContext>
        </GlyphsContext>
      </ThemeContext>
    </TerminalContext>,
    {
      stdin,
      stdout: terminal.output,
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
  const watchedJob = () => (terminal.focus() === 'here' ? openJob(navigation.getState()) : null)
  const { send, nameWindow } = terminal
  return { waitUntilExit: () => exited, send, nameWindow, watchedJob, close }
}

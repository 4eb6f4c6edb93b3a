// An Ink component on a terminal in memory: what it draws is on a screen, and it reads what a test types.
import { EventEmitter } from 'node:events'
import { render, useInput } from 'ink'
import { createElement, Fragment, type ReactElement } from 'react'
import { waitFor } from '../wait-for.ts'
import type { Terminal } from './driver.ts'
import { startEmulator } from './emulator.ts'
import { FakeKeyboard } from './fake-keyboard.ts'
import { bytesOf, pasteOf } from './keys.ts'

export interface InkTerminal extends Terminal {
  /** Where the cursor is shown, counted from 0; null while it is hidden. */
  cursor(): Promise<{ readonly row: number; readonly cell: number } | null>
  /** Shows another element in the place of the one before. */
  rerender(element: ReactElement): Promise<void>
  unmount(): void
}

/** Mounts an element and resolves when its first frame is on the screen and it takes keys. */
export async function startInk(element: ReactElement, columns: number, rows: number): Promise<InkTerminal> {
  const emulator = startEmulator(columns, rows)
  const stdin = new FakeKeyboard()
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    write: (data: string, ...rest: readonly unknown[]) => {
      // As a terminal's driver does it (ONLCR), also in raw mode.
      emulator.write(data.replaceAll(/\r?\n/g, '\r\n'))
      const done = rest.at(-1)
      if (typeof done === 'function') done()
      return true
    },
  })
  let escapes = 0
  const counted = (shown: ReactElement) =>
    createElement(Fragment, null, createElement(EscapeCounter, { onEscape: () => escapes++ }), shown)
  const app = render(counted(element), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 1000,
  })
  const settle = async () => {
    await app.waitUntilRenderFlush()
    await emulator.settled()
  }
  const type = async (bytes: string) => {
    const before = escapes
    stdin.type(bytes)
    // Ink holds back a last escape for a moment: it may begin a sequence.
    if (bytes.endsWith('\u001b')) await waitFor(() => escapes > before, { what: 'Ink to give out the escape' })
    await settle()
  }
  await waitFor(() => stdin.listenerCount('readable') > 0, { what: 'the first frame' })
  await settle()
  return {
    press: async (keys) => {
      await type(keys.map(bytesOf).join(''))
      return 'read'
    },
    type,
    paste: (text) => type(pasteOf(text)),
    resize: async (newColumns, newRows) => {
      emulator.resize(newColumns, newRows)
      Object.assign(stdout, { columns: newColumns, rows: newRows })
      stdout.emit('resize')
      await settle()
    },
    frames: async function* (limit) {
      await app.waitUntilRenderFlush()
      yield* emulator.frames(limit)
    },
    cursor: async () => {
      await settle()
      return emulator.cursor()
    },
    rerender: async (next) => {
      app.rerender(counted(next))
      await settle()
    },
    unmount: () => app.unmount(),
  }
}

function EscapeCounter({ onEscape }: { readonly onEscape: () => void }): null {
  useInput((_input, key) => {
    if (key.escape) onEscape()
  })
  return null
}

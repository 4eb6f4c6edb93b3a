// An Ink component on a terminal in memory: it draws on a display and reads what a test types.
import { render, useInput } from 'ink'
import { createElement, Fragment, type ReactElement } from 'react'
import { waitFor } from '../wait-for.ts'
import type { Terminal } from './driver.ts'
import type { InkDisplay } from './ink-display.ts'
import { type InkStreams, inkStreams } from './ink-streams.ts'
import { bytesOf, pasteOf } from './keys.ts'

export interface InkTerminal extends Terminal, Pick<InkStreams, 'resizeAtOnce'> {
  /** Resolves when everything that has changed so far is on the display. */
  settle(): Promise<void>
  /** Shows another element in the place of the one before. */
  rerender(element: ReactElement): Promise<void>
  unmount(): void
}

/** Mounts an element and resolves when its first frame is on the display and it takes keys. */
export async function startInk(element: ReactElement, display: InkDisplay): Promise<InkTerminal> {
  const streams = inkStreams(display)
  const { keyboard, stdin, stdout } = streams
  let escapes = 0
  const counted = (shown: ReactElement) =>
    createElement(Fragment, null, createElement(EscapeCounter, { onEscape: () => escapes++ }), shown)
  const app = render(counted(element), {
    ...display.options,
    stdin,
    stdout,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  const settle = async () => {
    await app.waitUntilRenderFlush()
    await display.settled()
  }
  const type = async (bytes: string) => {
    const before = escapes
    keyboard.type(bytes)
    // Ink holds back a last escape for a moment: it may begin a sequence.
    if (bytes.endsWith('\u001b')) await waitFor(() => escapes > before, { what: 'Ink to give out the escape' })
    await settle()
  }
  await waitFor(() => keyboard.listenerCount('readable') > 0, { what: 'the first frame' })
  await settle()
  return {
    press: async (keys) => {
      await type(keys.map(bytesOf).join(''))
      return 'read'
    },
    type,
    paste: (text) => type(pasteOf(text)),
    resizeAtOnce: streams.resizeAtOnce,
    resize: async (columns, rows) => {
      await streams.resize(columns, rows)
      await settle()
    },
    frames: async function* (limit) {
      await app.waitUntilRenderFlush()
      yield* display.frames(limit)
    },
    settle,
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

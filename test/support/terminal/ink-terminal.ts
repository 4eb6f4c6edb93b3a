// An Ink component on a terminal in memory: it draws on a display and reads what a test types.
import { render } from 'ink'
import { createElement, type ReactElement } from 'react'
import type { Clock } from '../../../src/io/clock/clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { KeyClockContext } from '../../../src/ui/keys/key-clock.ts'
import { waitFor } from '../wait-for.ts'
import type { Terminal } from './driver.ts'
import type { InkDisplay } from './ink-display.ts'
import { type InkStreams, inkStreams } from './ink-streams.ts'
import { bytesOf, pasteOf } from './keys.ts'

export interface InkTerminal extends Terminal, Pick<InkStreams, 'resizeAtOnce'> {
  /** Types without waiting for what follows from it; React draws it in its own time. */
  typeAtOnce(bytes: string): void
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
  const clock = impatientClock()
  const timed = (shown: ReactElement) => createElement(KeyClockContext, { value: clock }, shown)
  let shown: ReactElement | null = timed(element)
  const app = render(shown, {
    ...display.options,
    stdin,
    stdout,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  const settle = async () => {
    // Renders at once what has changed: left to itself, React may take more turns of the event loop than anybody can count.
    if (shown) app.rerender(shown)
    await app.waitUntilRenderFlush()
    await display.settled()
  }
  const type = async (bytes: string) => {
    keyboard.type(bytes)
    if (clock.waiting() > 0) await waitFor(() => clock.waiting() === 0, { what: 'the keys that were held back' })
    await settle()
  }
  await waitFor(() => keyboard.listenerCount('data') > 0, { what: 'the first frame' })
  await settle()
  return {
    delivery: 'drawn',
    press: async (keys) => {
      for (const key of keys) await type(bytesOf(key))
    },
    type,
    paste: (text) => type(pasteOf(text)),
    typeAtOnce: (bytes) => keyboard.type(bytes),
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
      shown = timed(next)
      await settle()
    },
    unmount: () => {
      shown = null
      app.unmount()
    },
  }
}

/** An escape at the end of a read may begin a sequence, so it is held back; here the rest is never missing. */
function impatientClock(): Clock & { readonly waiting: () => number } {
  const waiting = new Set<() => void>()
  return {
    ...systemClock,
    after: (_ms, run) => {
      const cancel = systemClock.soon(() => {
        waiting.delete(cancel)
        run()
      })
      waiting.add(cancel)
      return () => {
        waiting.delete(cancel)
        cancel()
      }
    },
    waiting: () => waiting.size,
  }
}

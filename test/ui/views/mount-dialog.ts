// Shows a component on a terminal screen of a given size and types into it, as a person would see and do it.
import { EventEmitter } from 'node:events'
import { render } from 'ink'
import { createElement, type ReactElement } from 'react'
import { afterEach } from 'vitest'
import { KeyboardInput } from '../../../src/ui/keys/keyboard-input.tsx'
import { terminalScreen } from '../../support/terminal-screen.ts'
import { waitFor } from '../../support/wait-for.ts'
import { FakeKeyboard } from '../fake-keyboard.ts'

export interface MountedDialog {
  /** What the terminal shows now, without trailing blanks. */
  rows(): Promise<readonly string[]>
  /** Where the terminal's cursor is shown; null while it is hidden. */
  cursor(): Promise<{ readonly row: number; readonly cell: number } | null>
  /** Sends bytes as the terminal would, and resolves when the screen shows what they did. */
  type(bytes: string): Promise<void>
  /** A bracketed paste. */
  paste(text: string): Promise<void>
  /** Resolves with the screen as one text as soon as it holds the wanted text. */
  shows(wanted: string): Promise<string>
  rerender(element: ReactElement): void
}

const withKeyboard = (element: ReactElement) => createElement(KeyboardInput, null, element)

const open = new Set<() => void>()
afterEach(() => {
  for (const unmount of open) unmount()
  open.clear()
})

export async function mountDialog(element: ReactElement, columns: number, rows: number): Promise<MountedDialog> {
  const screen = terminalScreen(columns, rows)
  let isCursorShown = true
  const stdin = new FakeKeyboard()
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns,
    rows,
    write: (data: string, ...rest: readonly unknown[]) => {
      const last = [...data.matchAll(/\u001b\[\?25([hl])/g)].at(-1)
      if (last) isCursorShown = last[1] === 'h'
      screen.write(data.replaceAll(/\r?\n/g, '\r\n'))
      const done = rest.at(-1)
      if (typeof done === 'function') done()
      return true
    },
  })
  const app = render(withKeyboard(element), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 1000,
  })
  open.add(() => app.unmount())

  const settle = async () => {
    await app.waitUntilRenderFlush()
    await screen.settled()
  }
  const type = async (bytes: string) => {
    stdin.type(bytes)
    await settle()
  }
  await waitFor(() => stdin.listenerCount('readable') > 0, { what: 'the first frame' })
  await settle()
  return {
    rows: async () => {
      await settle()
      return screen.rows()
    },
    cursor: async () => {
      await settle()
      return isCursorShown ? screen.cursor() : null
    },
    type: async (bytes) => {
      await type(bytes)
      // A lone escape is held back for a moment: it may begin a sequence.
      if (bytes.endsWith('\u001b')) await new Promise((resolve) => setTimeout(resolve, 60))
      await settle()
    },
    paste: (text) => type(`\u001b[200~${text}\u001b[201~`),
    shows: (wanted) =>
      waitFor(
        async () => {
          await settle()
          const text = screen.rows().join('\n')
          if (!text.includes(wanted)) throw new Error(`the screen shows\n${text}`)
          return text
        },
        { what: `"${wanted}" on the screen` },
      ),
    rerender: (next) => app.rerender(withKeyboard(next)),
  }
}

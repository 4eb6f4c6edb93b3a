// Shows a component on a terminal of a given size and types into it, as a person would see and do it.
import { createElement, type ReactElement } from 'react'
import { afterEach } from 'vitest'
import { KeyboardInput } from '../../../src/ui/keys/keyboard-input.tsx'
import { type Driver, driverOf } from '../../support/terminal/driver.ts'
import { type InkTerminal, startInk } from '../../support/terminal/ink-terminal.ts'

export interface MountedDialog extends Driver, Pick<InkTerminal, 'cursor' | 'rerender'> {
  /** What the terminal shows now, without trailing blanks. */
  rows(): Promise<readonly string[]>
  /** Sends bytes as the terminal would, and resolves when the screen shows what they did. */
  type(bytes: string): Promise<void>
  /** A bracketed paste. */
  paste(text: string): Promise<void>
  /** Resolves with the screen as one text as soon as it holds the wanted text. */
  shows(wanted: string): Promise<string>
}

const withKeyboard = (element: ReactElement) => createElement(KeyboardInput, null, element)

const open = new Set<() => void>()
afterEach(() => {
  for (const unmount of open) unmount()
  open.clear()
})

export async function mountDialog(element: ReactElement, columns: number, rows: number): Promise<MountedDialog> {
  const terminal = await startInk(withKeyboard(element), columns, rows)
  open.add(terminal.unmount)
  const driver = driverOf(terminal)
  return {
    ...driver,
    cursor: terminal.cursor,
    rerender: (next) => terminal.rerender(withKeyboard(next)),
    rows: async () => (await driver.screen()).rows,
    type: terminal.type,
    paste: terminal.paste,
    shows: async (wanted) => (await driver.sees(wanted)).text,
  }
}

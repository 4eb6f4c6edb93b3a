// Shows a component on a terminal of a given size, as a person would see and use it.
import { createElement, type ReactElement } from 'react'
import { afterEach } from 'vitest'
import { KeyboardInput } from '../../../src/ui/keys/keyboard-input.tsx'
import { type Driver, driverOf } from '../../support/terminal/driver.ts'
import { emulatedDisplay } from '../../support/terminal/ink-display.ts'
import { startInk } from '../../support/terminal/ink-terminal.ts'

export interface MountedDialog extends Driver {
  /** Where the cursor is shown, counted from 0; null while it is hidden. */
  cursor(): { readonly row: number; readonly cell: number } | null
  rerender(element: ReactElement): Promise<void>
}

const withKeyboard = (element: ReactElement) => createElement(KeyboardInput, null, element)

const open = new Set<() => void>()
afterEach(() => {
  for (const unmount of open) unmount()
  open.clear()
})

export async function mountDialog(element: ReactElement, columns: number, rows: number): Promise<MountedDialog> {
  const display = emulatedDisplay(columns, rows)
  const terminal = await startInk(withKeyboard(element), display)
  open.add(terminal.unmount)
  return {
    ...driverOf(terminal),
    cursor: display.cursor,
    rerender: (next) => terminal.rerender(withKeyboard(next)),
  }
}

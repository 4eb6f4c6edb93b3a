// The only reader of the keyboard: everything goes into the one queue, but for the keys of the terminal itself.
import { useStdin } from 'ink'
import { type ReactNode, useContext, useEffect, useState } from 'react'
import { TerminalContext } from '../terminal/terminal-context.ts'
import { KeyClockContext } from './key-clock.ts'
import { createKeyboard, KeyboardContext } from './keyboard.ts'
import { useKeymap } from './keymap.ts'
import { readKeys } from './read-keys.ts'
import { terminalKeys } from './terminal-keys.ts'
import { runKey } from './use-keys.ts'

export function KeyboardInput({ children }: { readonly children: ReactNode }) {
  const [keyboard] = useState(createKeyboard)
  const { stdin } = useStdin()
  const clock = useContext(KeyClockContext)
  const terminal = useContext(TerminalContext)
  const keymap = useKeymap()
  useEffect(
    () =>
      readKeys(
        stdin,
        clock,
        (inputs) =>
          keyboard.put(
            inputs.filter((input) => 'paste' in input || !runKey(keymap, terminalKeys, input.key, terminal)),
          ),
        terminal.noteFocus,
      ),
    [stdin, clock, keyboard, keymap, terminal],
  )
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>
}

// The only listener to Ink's input: everything goes into the one queue.
import { useInput, usePaste } from 'ink'
import { type ReactNode, useState } from 'react'
import { createKeyboard, KeyboardContext } from './keyboard.ts'
import { keystrokesOf } from './keystrokes.ts'

export function KeyboardInput({ children }: { readonly children: ReactNode }) {
  const [keyboard] = useState(createKeyboard)
  useInput((input, key) => keyboard.put(keystrokesOf(input, key)))
  usePaste((paste) => keyboard.put([{ paste }]))
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>
}

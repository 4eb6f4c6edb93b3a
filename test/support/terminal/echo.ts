// Names on the screen what it reads, as jobdeck's own key tables name it; the same in memory and as a program.
import { Text, useInput, usePaste, useWindowSize } from 'ink'
import { createElement, useState } from 'react'
import { keystrokesOf } from '../../../src/ui/keys/keystrokes.ts'

export function Echo() {
  const { columns, rows } = useWindowSize()
  const [read, setRead] = useState<readonly string[]>([])
  const add = (names: readonly string[]) => setRead((before) => [...before, ...names].slice(-8))
  useInput((input, key) => add(keystrokesOf(input, key).map((stroke) => `<${stroke.key || stroke.text}>`)))
  usePaste((paste) => add([`pasted ${paste.length}: ${paste.slice(0, 20)}`]))
  return createElement(Text, null, [`size ${columns}×${rows}`, ...read].join('\n'))
}

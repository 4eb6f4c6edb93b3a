// Names on the screen what it reads, as jobdeck's own key tables name it; the same in memory and as a program.
import { Text, useStdin, useWindowSize } from 'ink'
import { createElement, useContext, useEffect, useState } from 'react'
import type { Input } from '../../../src/ui/keys/input-decoder.ts'
import { KeyClockContext } from '../../../src/ui/keys/key-clock.ts'
import { readKeys } from '../../../src/ui/keys/read-keys.ts'

export function Echo() {
  const { columns, rows } = useWindowSize()
  const { stdin } = useStdin()
  const clock = useContext(KeyClockContext)
  const [read, setRead] = useState<readonly string[]>([])
  useEffect(
    () => readKeys(stdin, clock, (inputs) => setRead((before) => [...before, ...inputs.map(nameOf)].slice(-8))),
    [stdin, clock],
  )
  return createElement(Text, null, [`size ${columns}×${rows}`, ...read].join('\n'))
}

function nameOf(input: Input): string {
  if ('paste' in input) return `pasted ${input.paste.length}: ${input.paste.slice(0, 20)}`
  return `<${input.key || input.text}>`
}

// Every kind of terminal does what the driver language says, with the same keys by the same names.
import { createElement } from 'react'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { type Driver, driverOf } from './driver.ts'
import { Echo } from './echo.ts'
import { emulatedDisplay } from './ink-display.ts'
import { startInk } from './ink-terminal.ts'
import { keyNames } from './keys.ts'
import { startInPty } from './pty.ts'
import { startInTmux } from './tmux.ts'

const program = `${import.meta.dirname}/programs/echo.ts`
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

const terminals: Readonly<Record<string, () => Promise<Driver>>> = {
  memory: async () => {
    const terminal = await startInk(createElement(Echo), emulatedDisplay(70, 20))
    ends.push(terminal.unmount)
    return driverOf(terminal)
  },
  'a pseudo-terminal': async () => {
    const pty = startInPty([program], { program: process.execPath, columns: 70, rows: 20 })
    ends.push(() => pty.kill('SIGKILL'))
    return pty
  },
  tmux: async () => {
    const pane = await startInTmux({ command: [process.execPath, program], columns: 70, rows: 20 })
    ends.push(pane.kill)
    return pane
  },
}

/** Ink gives these no name. */
const nameless = ['insert', 'f5']
const keys = [...keyNames.filter((name) => !nameless.includes(name)), ...['a', 'G', '한', ';', 'ctrl-s', 'meta-b']]

describe.each(Object.entries(terminals))('a program in %s', (name, start) => {
  const isMissing = name === 'tmux' && inject('missingTools').includes('tmux')

  it.skipIf(isMissing)('reads each key by its name', async () => {
    const driver = await start()
    await driver.sees('size 70×20')
    for (const [index, key] of keys.entries()) {
      const mark = `${index % 10}`
      await driver
        .press(key)
        .sees(new RegExp(`<${key}>\\s*$`))
        .press(mark)
        .sees(`<${key}>\n<${mark}>`)
    }
  })

  it.skipIf(isMissing)('reads a batch, a text and a paste, and is resized', async () => {
    const driver = await start()
    await driver.sees('size 70×20')
    await driver.press('j', 'enter', 'up').sees('<j>\n<enter>\n<up>')
    await driver.types('한국어; $HOME;').sees('<한국어; $HOME;>')
    await driver.pastes('x'.repeat(500)).sees(`pasted 500: ${'x'.repeat(20)}`)
    await driver.press('esc').sees('<esc>')
    expect((await driver.resizes(90, 30).sees('size 90×30')).rows).toHaveLength(30)
  })
})

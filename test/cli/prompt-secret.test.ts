import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { promptSecret } from '../../src/cli/input/prompt-secret.ts'
import { startInPty } from '../support/terminal/pty.ts'

function askOnTerminal() {
  return startInPty([join(import.meta.dirname, 'programs/ask-secret.ts')], { program: process.execPath })
}

describe('a secret typed at a terminal', () => {
  it.each([
    ['hunter2\r', '2retnuh'],
    ['pa한글\r', '글한ap'],
    ['wrongx\u007f\u007f\u007f\u007f\u007f\u007fright\r', 'thgir'],
    ['wrong\u0015right\n', 'thgir'],
    ['end-of-input\u0004', 'tupni-fo-dne'],
  ])('%j is read, and never shown', async (keys, reversed) => {
    const terminal = askOnTerminal()
    await terminal.sees('Password:')
    await terminal.types(keys)
    await terminal.sees(`reversed ${reversed}, raw false`)
    expect(await terminal.exit).toEqual({ code: 0, signal: null })
    expect(terminal.raw()).not.toContain([...reversed].reverse().join(''))
  })

  it('ends the program by ctrl-c', async () => {
    const terminal = askOnTerminal()
    await terminal.sees('Password:')
    await terminal.types('hunter2').press('ctrl-c')
    expect(await terminal.exit).toEqual({ code: null, signal: 'SIGINT' })
    expect(terminal.raw()).not.toContain('hunter2')
  })
})

describe('a secret from a pipe', () => {
  const ask = (...chunks: (string | Buffer)[]) => promptSecret('Password: ', Readable.from(chunks), new PassThrough())

  it('is the first line', async () => {
    expect(await ask('hunter2\r\nmore\n')).toBe('hunter2')
    expect(await ask(' no newline ')).toBe(' no newline ')
    expect(await ask(Buffer.from('한글\n').subarray(0, 4), Buffer.from('한글\n').subarray(4))).toBe('한글')
  })

  it('must not be missing', async () => {
    await expect(ask()).rejects.toMatchObject({ code: 'usage' })
    await expect(ask('\nlater\n')).rejects.toMatchObject({ code: 'usage' })
  })
})

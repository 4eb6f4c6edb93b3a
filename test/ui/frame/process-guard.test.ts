import { EventEmitter } from 'node:events'
import type { ReadStream, WriteStream } from 'node:tty'
import { afterEach, describe, expect, it } from 'vitest'
import { guardProcess } from '../../../src/ui/frame/process-guard.ts'

class Keyboard extends EventEmitter {
  isRaw: boolean

  constructor(isRaw: boolean) {
    super()
    this.isRaw = isRaw
  }
}

let undo: (() => void) | null = null
afterEach(() => {
  undo?.()
  process.exitCode = undefined
})

/** A guard, and its own listeners: the test runner has others, which must not hear of it. */
function guarded(isRaw: boolean) {
  const before = new Set(process.listeners('SIGINT'))
  const stdin = new Keyboard(isRaw)
  const stdout = new EventEmitter()
  let closed = 0
  const guard = guardProcess({
    stdin: stdin as unknown as ReadStream,
    stdout: stdout as unknown as WriteStream,
    hangup: 'ends',
    close: () => closed++,
  })
  undo = guard.release
  const [listener] = process.listeners('SIGINT').filter((own) => !before.has(own))
  return { stdin, stdout, closed: () => closed, signal: (name: NodeJS.Signals) => listener?.(name) }
}

describe('the guard', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('closes the screen on %s and ends with %i', (name, status) => {
    const { signal, closed } = guarded(true)
    signal(name)
    expect(closed()).toBe(1)
    expect(process.exitCode).toBe(status)
  })

  it('leaves an interrupt to the editor that has the terminal, but no other signal', () => {
    const { signal, closed } = guarded(false)
    signal('SIGINT')
    expect(closed()).toBe(0)
    signal('SIGTERM')
    expect(closed()).toBe(1)
  })

  it.each([
    ['the keyboard', 'end'],
    ['the screen', 'error'],
  ] as const)('hangs up when %s is gone', (which, event) => {
    const { stdin, stdout, closed } = guarded(true)
    ;(which === 'the keyboard' ? stdin : stdout).emit(event, new Error('EIO'))
    expect(closed()).toBe(1)
    expect(process.exitCode).toBe(129)
  })
})

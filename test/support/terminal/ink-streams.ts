// What Ink takes for a terminal's stdin and stdout: a keyboard that a test types on, and a display.
import { EventEmitter } from 'node:events'
import type { ReadStream, WriteStream } from 'node:tty'
import type { Terminal } from './driver.ts'
import { FakeKeyboard } from './fake-keyboard.ts'
import type { InkDisplay } from './ink-display.ts'
import { bytesOf, pasteOf } from './keys.ts'

export interface InkStreams extends Terminal {
  readonly keyboard: FakeKeyboard
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  /** Every character that was written, escape sequences included. */
  raw(): string
  /** Changes the size without a turn of the event loop: what Ink draws in the same moment is on the display. */
  resizeAtOnce(columns: number, rows: number): void
}

export function inkStreams(display: InkDisplay): InkStreams {
  const keyboard = new FakeKeyboard()
  let raw = ''
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: display.columns,
    rows: display.rows,
    write: (data: string, ...rest: readonly unknown[]) => {
      raw += data
      display.write(data)
      const done = rest.at(-1)
      if (typeof done === 'function') done()
      return true
    },
  })
  const resizeAtOnce = (columns: number, rows: number) => {
    display.resize(columns, rows)
    Object.assign(stdout, { columns, rows })
    stdout.emit('resize')
  }
  return {
    keyboard,
    stdin: keyboard as unknown as ReadStream,
    stdout: stdout as unknown as WriteStream,
    raw: () => raw,
    delivery: 'sent',
    press: async (keys) => keyboard.type(keys.map(bytesOf).join('')),
    type: async (text) => keyboard.type(text),
    paste: async (text) => keyboard.type(pasteOf(text)),
    resizeAtOnce,
    resize: async (columns, rows) => resizeAtOnce(columns, rows),
    frames: display.frames,
  }
}

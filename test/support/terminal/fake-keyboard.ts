// A keyboard as a terminal's stdin: what a test types arrives as one read.
import { EventEmitter } from 'node:events'

export class FakeKeyboard extends EventEmitter {
  readonly isTTY = true
  /** The raw modes that were set, in order. */
  readonly rawModes: boolean[] = []

  type(keys: string): void {
    this.emit('data', keys)
  }
  setRawMode(mode: boolean): void {
    this.rawModes.push(mode)
  }
  setEncoding(): void {}
  resume(): void {}
  pause(): void {}
  ref(): void {}
  unref(): void {}
}

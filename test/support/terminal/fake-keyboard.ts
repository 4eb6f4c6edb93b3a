// A keyboard as Ink reads one: what a test types arrives as one batch.
import { EventEmitter } from 'node:events'

export class FakeKeyboard extends EventEmitter {
  readonly isTTY = true
  /** The raw modes that were set, in order. */
  readonly rawModes: boolean[] = []
  readonly #batches: string[] = []

  type(keys: string): void {
    this.#batches.push(keys)
    this.emit('readable')
  }
  read(): string | null {
    return this.#batches.shift() ?? null
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

// Lines for a reader that may be slower than what is printed: one write for many lines, and never more in memory than the caller
// goes on to add before the reader has taken what was there.
import type { Writable } from 'node:stream'

export class LineWriter {
  readonly #output: Writable
  #lines: string[] = []
  #written: Promise<void> = Promise.resolve()

  constructor(output: Writable) {
    this.#output = output
  }

  /** Adds a line to the next write. */
  add(line: string): void {
    this.#lines.push(line)
  }

  /** Writes the lines in one piece, after those that came before. Resolves when the reader has taken them, or is gone. */
  flush(): Promise<void> {
    this.#written = this.#written.then(() => this.#write())
    return this.#written
  }

  async #write(): Promise<void> {
    if (this.#lines.length === 0) return
    const text = `${this.#lines.join('\n')}\n`
    this.#lines = []
    await new Promise<void>((resolve) => this.#output.write(text, () => resolve()))
  }
}

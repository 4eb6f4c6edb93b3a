// Decides when the store is written: immediately when quiet, at most ten times a second while busy, never per message.
import type { Cancel, Clock } from '../../io/clock/clock.ts'

const busyIntervalMs = 100

export class FlushTimer {
  readonly #clock: Clock
  readonly #flush: () => void
  #cancel: Cancel | null = null
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, flush: () => void) {
    this.#clock = clock
    this.#flush = flush
  }

  /** Call when something has changed. All changes in the same turn of the event loop are one write. */
  request(): void {
    if (this.#cancel) return
    const run = () => {
      this.#cancel = null
      this.#lastMs = this.#clock.monotonicMs()
      this.#flush()
    }
    const waitMs = this.#lastMs + busyIntervalMs - this.#clock.monotonicMs()
    this.#cancel = waitMs > 0 ? this.#clock.after(waitMs, run) : this.#clock.soon(run)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}

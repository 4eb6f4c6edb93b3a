// Decides when the store is written: at once when quiet, at most ten times a second while busy, never per message.
import { monotonicNow } from '../../io/clock/monotonic-now.ts'

const busyIntervalMs = 100

export class FlushTimer {
  readonly #flush: () => void
  #cancel: (() => void) | null = null
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(flush: () => void) {
    this.#flush = flush
  }

  /** Something changed. What arrives in the same turn of the event loop is one write. */
  request(): void {
    if (this.#cancel) return
    const run = () => {
      this.#cancel = null
      this.#lastMs = monotonicNow()
      this.#flush()
    }
    const waitMs = this.#lastMs + busyIntervalMs - monotonicNow()
    if (waitMs > 0) {
      const timer = setTimeout(run, waitMs)
      this.#cancel = () => clearTimeout(timer)
    } else {
      const immediate = setImmediate(run)
      this.#cancel = () => clearImmediate(immediate)
    }
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}

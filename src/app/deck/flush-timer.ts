// Decides when the store is written: immediately when quiet, a few times a second while busy, never per message. A write brings a
// frame, so the next one waits in proportion to what the last one took: a flood leaves most of the time to what comes in.
import type { Cancel, Clock } from '../../io/clock/clock.ts'

/** `urgent` is what a person waits for: the answer to a key, or a job that begins to ask. */
export type Urgency = 'usual' | 'urgent'

/** How long after the last write the next one may be, by what the last one took with its frame. */
const intervalMs: Readonly<Record<Urgency, (tookMs: number) => number>> = {
  usual: (tookMs) => Math.min(Math.max(100, 9 * tookMs), 500),
  urgent: (tookMs) => Math.min(Math.max(30, tookMs), 100),
}

export class FlushTimer {
  readonly #clock: Clock
  readonly #flush: () => void
  #cancel: Cancel | null = null
  #dueMs = 0
  #lastMs = Number.NEGATIVE_INFINITY
  #tookMs = 0

  constructor(clock: Clock, flush: () => void) {
    this.#clock = clock
    this.#flush = flush
  }

  /** Call when something has changed. All changes in the same turn of the event loop are one write. */
  request(urgency: Urgency = 'usual'): void {
    if (this.#cancel && urgency === 'usual') return
    const dueMs = this.#lastMs + intervalMs[urgency](this.#tookMs)
    if (this.#cancel && this.#dueMs <= dueMs) return
    this.#cancel?.()
    this.#dueMs = dueMs
    const waitMs = dueMs - this.#clock.monotonicMs()
    const run = () => void this.#run()
    this.#cancel = waitMs > 0 ? this.#clock.after(waitMs, run) : this.#clock.soon(run)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  async #run(): Promise<void> {
    this.#cancel = null
    const startMs = this.#clock.monotonicMs()
    this.#lastMs = startMs
    this.#flush()
    // React and Ink draw in microtasks that are queued by now.
    await null
    this.#lastMs = this.#clock.monotonicMs()
    this.#tookMs = this.#lastMs - startMs
  }
}

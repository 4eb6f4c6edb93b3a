// Counts every message that was not accepted, and remembers the last of them: nothing is dropped silently.
import type { DropReason } from '../protocol/decode.ts'
import { safeLine } from '../protocol/sanitize.ts'
import type { Drop, Drops } from './deck-state.ts'

const maxRecentDrops = 200

export class DropLog {
  #total = 0
  #byReason: Partial<Record<DropReason, number>> = {}
  #recent: readonly Drop[] = []

  add(receivedMs: number, topic: string, reason: DropReason, explanation: string): void {
    this.#total++
    this.#byReason[reason] = (this.#byReason[reason] ?? 0) + 1
    const drop = { receivedMs, topic: safeLine(topic, 200), reason, explanation: safeLine(explanation, 200) }
    this.#recent = [...this.#recent.slice(1 - maxRecentDrops), drop]
  }

  /** The log as it stands: a value that later drops do not change. */
  snapshot(): Drops {
    return { total: this.#total, byReason: { ...this.#byReason }, recent: this.#recent }
  }
}

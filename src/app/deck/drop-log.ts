// Counts every message that was not accepted, and keeps the latest ones: nothing is dropped silently.
import type { DropReason } from '../../domain/protocol/decode.ts'
import type { Drops } from './deck-state.ts'

const maxRecentDrops = 200
/** Longer than what the screen shows of a text. */
const maxChars = 500

export class DropLog {
  #drops: Drops = { total: 0, byReason: {}, recent: [] }

  add(receivedWallMs: number, topic: string, reason: DropReason, explanation: string): void {
    const { total, byReason, recent } = this.#drops
    const drop = { receivedWallMs, topic: cut(topic), reason, explanation: cut(explanation) }
    this.#drops = {
      total: total + 1,
      byReason: { ...byReason, [reason]: (byReason[reason] ?? 0) + 1 },
      recent: [...recent.slice(1 - maxRecentDrops), drop],
    }
  }

  /** The current log, a value that later drops do not change. */
  snapshot(): Drops {
    return this.#drops
  }
}

/** Cuts a text and copies the result: a substring would keep the whole long text in memory. */
function cut(text: string): string {
  return text.length <= maxChars ? text : Buffer.from(text.slice(0, maxChars)).toString()
}

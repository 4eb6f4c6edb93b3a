// Counts every message that was not accepted, and keeps the latest ones: nothing is dropped silently.
import type { DropReason } from '../../domain/protocol/decode.ts'
import type { Drops } from './deck-state.ts'

const maxRecentDrops = 200
/** Longer than what the screen shows of a text. */
const maxChars = 500

/** Brokers do deliver messages twice: that is not news. */
const usual: ReadonlySet<DropReason> = new Set(['duplicate', 'second-end'])

export class DropLog {
  #drops: Drops = { total: 0, unread: 0, byReason: {}, recent: [] }

  add(receivedWallMs: number, topic: string, reason: DropReason, explanation: string): void {
    const { total, unread, byReason, recent } = this.#drops
    const drop = { receivedWallMs, topic: cut(topic), reason, explanation: cut(explanation) }
    this.#drops = {
      total: total + 1,
      unread: usual.has(reason) ? unread : unread + 1,
      byReason: { ...byReason, [reason]: (byReason[reason] ?? 0) + 1 },
      recent: [...recent.slice(1 - maxRecentDrops), drop],
    }
  }

  /** The user has read all of it. */
  read(): void {
    if (this.#drops.unread > 0) this.#drops = { ...this.#drops, unread: 0 }
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

// Counts every message that was not accepted, and remembers the last of them: nothing is dropped silently.
import type { DropReason } from '../../domain/protocol/decode.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { Drops } from './deck-state.ts'

const maxRecentDrops = 200

export class DropLog {
  #drops: Drops = { total: 0, byReason: {}, recent: [] }

  add(receivedWallMs: number, topic: string, reason: DropReason, explanation: string): void {
    const { total, byReason, recent } = this.#drops
    const drop = { receivedWallMs, topic: safeLine(topic, 200), reason, explanation: safeLine(explanation, 200) }
    this.#drops = {
      total: total + 1,
      byReason: { ...byReason, [reason]: (byReason[reason] ?? 0) + 1 },
      recent: [...recent.slice(1 - maxRecentDrops), drop],
    }
  }

  /** The log as it stands: a value that later drops do not change. */
  snapshot(): Drops {
    return this.#drops
  }
}

// Recordings for the tests of the replay.
import type { EventType } from '../../../../src/domain/protocol/event.ts'
import type { LedgerEntry } from '../../../../src/io/ledger/ledger.ts'
import { payloadOf } from '../messages.ts'

export const startMs = Date.parse('2026-11-16T14:02:00Z')

export function recordedAt(
  sec: number,
  id: string,
  seq: number,
  event: EventType,
  detail = `${event} ${seq}`,
): LedgerEntry {
  return {
    receivedAtMs: startMs + sec * 1_000,
    topic: `python/mqtt/jobs/${id}/events`,
    retained: false,
    payload: payloadOf(id, seq, event, { detail }),
  }
}

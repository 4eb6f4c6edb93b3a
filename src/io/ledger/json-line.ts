// An accepted event as a line of JSON that keeps the payload as it was sent: the format of journals and recordings.
import { safeJson } from '../../domain/text/safe-text.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import { type Clock, wallOffsetMs } from '../clock/clock.ts'
import type { LedgerEntry, TimedEntry } from './ledger.ts'

/**
 * The entry as one line without its line break: `received_at` (RFC 3339, UTC, milliseconds), `topic`, `retained`, `payload`.
 * Nothing in it acts on a terminal.
 */
export function toJsonLine(entry: LedgerEntry): string {
  const { receivedAtMs, topic, retained, payload } = entry
  return safeJson({ received_at: new Date(receivedAtMs).toISOString(), topic, retained, payload })
}

/** Places an entry on the Clock's timeline. The clock may have been ahead when it was written: nothing was received after now. */
export function withReceivedMs(entry: LedgerEntry, clock: Clock): TimedEntry {
  return { ...entry, receivedMs: Math.min(entry.receivedAtMs - wallOffsetMs(clock), clock.monotonicMs()) }
}

/** The entry that a line holds, or null for a torn or foreign line. */
export function parseJsonLine(line: string): LedgerEntry | null {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { received_at, topic, retained, payload } = value as Record<string, unknown>
  if (typeof received_at !== 'string' || typeof topic !== 'string') return null
  if (typeof retained !== 'boolean' || typeof payload !== 'string') return null
  const receivedAtMs = parseUtcStamp(received_at)
  return receivedAtMs === null ? null : { receivedAtMs, topic, retained, payload }
}

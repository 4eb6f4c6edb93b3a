// One accepted event as the journal stores it: a line of JSON that keeps the payload as it was sent.
import { parseUtcStamp } from '../../domain/text/timestamp.ts'

export interface JournalEntry {
  /** When it was received: epoch milliseconds of the wall clock. */
  readonly receivedAtMs: number
  readonly topic: string
  readonly retained: boolean
  /** The payload's text, unchanged: a signature can still be verified. */
  readonly payload: string
}

/** The entry as one line without its line break: `received_at` (RFC 3339, UTC, milliseconds), `topic`, `retained`, `payload`. */
export function journalLine(entry: JournalEntry): string {
  const { receivedAtMs, topic, retained, payload } = entry
  return JSON.stringify({ received_at: new Date(receivedAtMs).toISOString(), topic, retained, payload })
}

/** The entry of a line, or null when it is torn or was never one. */
export function parseJournalLine(line: string): JournalEntry | null {
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

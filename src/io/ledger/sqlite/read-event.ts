// A row of the events table as the event that it was.
import { decodeMessage } from '../../../domain/protocol/decode.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { Effect, EventSource, JudgedEvent, TimedEntry } from '../ledger.ts'
import type { Stamp, Timeline } from './stamp.ts'
import { fromStoredText, type StoredText } from './stored-text.ts'

/** What `entryOf` needs of a row, and what `eventOf` needs. */
export const entryColumns = 'events.topic, events.payload, events.retained, events.wall_ms, events.boot, events.boot_ms'
export const eventColumns = `${entryColumns}, events.source, events.note, events.effect`

export type Row = Readonly<Record<string, unknown>>

export function stampOf({ wall_ms, boot, boot_ms }: Row): Stamp {
  return {
    wallMs: Number(wall_ms),
    boot: boot === null ? null : String(boot),
    bootMs: boot_ms === null ? null : Number(boot_ms),
  }
}

export function entryOf(row: Row, timeline: Timeline): TimedEntry {
  const stamp = stampOf(row)
  return {
    receivedMs: timeline.monotonicMsOf(stamp),
    receivedAtMs: stamp.wallMs,
    topic: fromStoredText(row.topic as StoredText),
    retained: row.retained === 1,
    payload: fromStoredText(row.payload as StoredText),
  }
}

/** Null when the payload cannot be decoded any more. */
export function eventOf(row: Row, jobId: JobId, timeline: Timeline): JudgedEvent | null {
  const entry = entryOf(row, timeline)
  const decoded = decodeMessage([jobId], Buffer.from(entry.payload))
  if (decoded.kind !== 'event') return null
  const note = row.note === null ? null : String(row.note)
  return {
    entry,
    event: decoded.event,
    source: String(row.source) as EventSource,
    note,
    effect: String(row.effect) as Effect,
  }
}

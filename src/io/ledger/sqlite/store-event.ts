// Stores one event, exactly once across all processes: its identity is the broker, the job, the seq and the content
// (PROTOCOL.md §5), and a unique index holds it.
import { hash } from 'node:crypto'
import type { RecordableEvent } from '../ledger.ts'
import { withEvent } from './job-summary.ts'
import type { LedgerFile } from './ledger-file.ts'
import type { Stamp } from './stamp.ts'
import { type StoredText, toStoredText } from './stored-text.ts'
import type { Transaction } from './transaction.ts'

const insert = `
INSERT INTO events (id, job, seq, hash, topic, payload, retained, source, note, effect, wall_ms, boot, boot_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (job, seq, hash) DO NOTHING`

/** So many bytes of SHA-256 that no two payloads of one seq share them, by chance or by design. */
const hashBytes = 16

/** Stores an event and brings its job's summary up to date. Returns whether the event was new. */
export function storeEvent({ file, jobs }: Transaction, event: RecordableEvent, stamp: Stamp): boolean {
  const job = jobs.row(event.event.jobId)
  const payload = toStoredText(event.entry.payload)
  const id = insertEvent(file, { job: job.id, event, payload, stamp, id: null })
  if (id === null) return false
  job.summary = withEvent(job.summary, event, id, stamp)
  job.bytes += byteLengthOf(payload)
  job.hasEnded ||= event.effect === 'ends'
  job.lastWallMs = Math.max(job.lastWallMs, stamp.wallMs)
  return true
}

export interface EventRow {
  /** The job's number. */
  readonly job: number
  readonly event: RecordableEvent
  readonly payload: StoredText
  readonly stamp: Stamp
  /** The number that the event is to have; null for the next one. */
  readonly id: number | null
}

/** Returns the number of the new row, or null when the event is there already. */
export function insertEvent(file: LedgerFile, { job, event, payload, stamp, id }: EventRow): number | null {
  const { entry, source, note, effect } = event
  const { changes, lastInsertRowid } = file
    .prepare(insert)
    .run(
      id,
      job,
      event.event.seq,
      contentHash(payload),
      toStoredText(entry.topic),
      payload,
      Number(entry.retained),
      source,
      note,
      effect,
      stamp.wallMs,
      stamp.boot,
      stamp.bootMs,
    )
  return changes === 0 ? null : Number(lastInsertRowid)
}

export function contentHash(payload: StoredText): Buffer {
  return hash('sha256', payload, 'buffer').subarray(0, hashBytes)
}

export function byteLengthOf(text: StoredText): number {
  return typeof text === 'string' ? Buffer.byteLength(text) : text.length
}

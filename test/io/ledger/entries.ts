// What the tests of the ledger append, and how they read it back.
import type { JobdeckError } from '../../../src/domain/failure.ts'
import { decodeMessage } from '../../../src/domain/protocol/decode.ts'
import { type EventType, isTerminal } from '../../../src/domain/protocol/event.ts'
import { type JobId, parseJobId } from '../../../src/domain/protocol/job-id.ts'
import type { Effect, JudgedEvent, Ledger, LedgerEntry, TimedEntry } from '../../../src/io/ledger/ledger.ts'

export const broker = 'mqtts://127.0.0.1:8883'

export function jobId(text: string): JobId {
  const id = parseJobId(text)
  if (!id) throw new Error(`not a job id: ${text}`)
  return id
}

interface Details {
  readonly event?: EventType
  readonly detail?: string
  readonly retained?: boolean
  /** Milliseconds after a fixed moment. */
  readonly at?: number
  readonly effect?: Effect
  readonly note?: string | null
}

/** An event as the deck appends it. */
export function newEvent(id: string, seq: number, details: Details = {}): JudgedEvent {
  const { event = 'progress', detail = '', retained = false, at = 0, note = null } = details
  const stamp = { schema_version: 1, seq, job_id: id, event, timestamp: '2026-06-19T09:30:00Z', detail }
  const entry = entryOf(`python/mqtt/jobs/${id}/events`, JSON.stringify(stamp), { retained, at })
  const effect = details.effect ?? (isTerminal(event) ? 'ends' : 'newest')
  return { ...withPayload(entry, id), effect, note }
}

export function entryOf(topic: string, payload: string, { retained = false, at = 0 } = {}): TimedEntry {
  const receivedAtMs = Date.UTC(2026, 5, 19, 9, 30) + at
  return { receivedMs: receivedAtMs, receivedAtMs, topic, retained, payload }
}

/** The event that an entry's payload holds, as it happened. */
export function withPayload(entry: TimedEntry, id: string): JudgedEvent {
  const decoded = decodeMessage([jobId(id)], Buffer.from(entry.payload))
  if (decoded.kind !== 'event') throw new Error(`not an event of ${id}: ${entry.payload}`)
  return { entry, event: decoded.event, source: entry.retained ? 'retained' : 'live', note: null, effect: 'newest' }
}

/** An entry without the time that depends on the process that reads it. */
export function recorded({ receivedMs: _, ...entry }: TimedEntry): LedgerEntry {
  return entry
}

export function noProblem(problem: JobdeckError | null): void {
  throw problem ?? new Error('it works again without having failed')
}

export async function readAll(ledger: Ledger): Promise<{ entries: LedgerEntry[]; unreadable: number }> {
  const entries: LedgerEntry[] = []
  const unreadable = await ledger.restore((entry) => entries.push(recorded(entry)))
  return { entries, unreadable }
}

export async function seqsIn(ledger: Ledger): Promise<readonly number[]> {
  return (await readAll(ledger)).entries.map(({ payload }) => JSON.parse(payload).seq)
}

// How `watch` and `logs` print an event: the reference subscriber's line (PROTOCOL.md §4), or one JSON object (CLI.md).
import type { JobEvent } from '../../domain/protocol/event.ts'
import { safeJson, safeLine } from '../../domain/text/safe-text.ts'
import { utcStamp } from '../../domain/text/timestamp.ts'
import type { Gap, JudgedEvent, LedgerEntry, LedgerEvent } from '../../io/ledger/ledger.ts'

const eventWidth = 20

/**
 * `<timestamp> job=<id> seq=<n> <event padded to 20> <detail>`, safe to print on a terminal. An event without a time stamp of
 * RFC 3339 gets the time of its receipt, marked with `~`.
 */
export function watchLine({ event, entry }: LedgerEvent): string {
  const timestamp = safeLine(event.timestamp?.replace(' ', 'T') ?? `~${utcStamp(entry.receivedAtMs)}`, 40)
  const detail = safeLine(event.detail, 10_000)
  return `${timestamp} job=${event.jobId} seq=${event.seq} ${event.event.padEnd(eventWidth)} ${detail}`
}

/** The event's fields as they were sent, then `received_at`, `topic`, `retained`, which an event cannot override. */
export function watchJson({ event, entry }: LedgerEvent): string {
  // A flood goes through here: nothing is copied, and what was sent is never an empty object.
  const fields = safeJson(withoutReceipt(event.payload)).slice(0, -1)
  return `${fields},"received_at":"${receivedAt(entry)}","topic":${safeJson(entry.topic)},"retained":${entry.retained}}`
}

function withoutReceipt(payload: JobEvent['payload']): JobEvent['payload'] {
  if (!('received_at' in payload || 'topic' in payload || 'retained' in payload)) return payload
  const { received_at: _received, topic: _topic, retained: _retained, ...fields } = payload
  return fields
}

/** The line of an event in the ledger, and in parentheses how it came, unless live, and why it is not an ordinary one. */
export function logLine(recorded: JudgedEvent): string {
  const marks = [recorded.source === 'live' ? null : recorded.source, recorded.note].filter((mark) => mark !== null)
  return marks.length === 0 ? watchLine(recorded) : `${watchLine(recorded)} (${safeLine(marks.join(', '))})`
}

/** As `watchJson`, then `source`, how it came, and `judged`, why it is not an ordinary event; null for most. */
export function logJson(recorded: JudgedEvent): string {
  return safeJson({ ...JSON.parse(watchJson(recorded)), source: recorded.source, judged: recorded.note })
}

/** The line of a gap between the events. */
export function gapLine({ fromAtMs, toAtMs, why }: Gap): string {
  return `-- ${utcStamp(fromAtMs)} – ${utcStamp(toAtMs)} not heard: ${safeLine(why)}`
}

export function gapJson({ fromAtMs, toAtMs, why }: Gap): string {
  return safeJson({ gap: { from: stampOf(fromAtMs), to: stampOf(toAtMs), why } })
}

/** The last stamp of a receipt: in a flood many events come in the same millisecond. */
let last = { atMs: Number.NaN, stamp: '' }

function receivedAt({ receivedAtMs: atMs }: LedgerEntry): string {
  if (atMs !== last.atMs) last = { atMs, stamp: stampOf(atMs) }
  return last.stamp
}

/** RFC 3339, UTC. */
function stampOf(atMs: number): string {
  return new Date(atMs).toISOString()
}

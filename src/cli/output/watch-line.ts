// How `watch` prints an event: the reference subscriber's line (PROTOCOL.md §4), or one JSON object (CLI.md).
import type { JobEvent } from '../../domain/protocol/event.ts'
import { safeJson, safeLine } from '../../domain/text/safe-text.ts'

/** How and when an event arrived. */
export interface Arrival {
  readonly topic: string
  readonly retained: boolean
  /** RFC 3339, UTC. */
  readonly receivedAt: string
}

const eventWidth = 20

/** `<timestamp> job=<id> seq=<n> <event padded to 20> <detail>`, safe to print on a terminal. */
export function watchLine(event: JobEvent, arrival: Arrival): string {
  const timestamp = safeLine(event.timestamp ?? arrival.receivedAt, 40)
  const detail = safeLine(event.detail, 10_000)
  return `${timestamp} job=${event.jobId} seq=${event.seq} ${event.event.padEnd(eventWidth)} ${detail}`
}

/** The event's fields as they were sent, then `received_at`, `topic`, `retained`, which no event can fake. */
export function watchJson(event: JobEvent, arrival: Arrival): string {
  const { received_at: _received, topic: _topic, retained: _retained, ...fields } = event.payload
  return safeJson({ ...fields, received_at: arrival.receivedAt, topic: arrival.topic, retained: arrival.retained })
}

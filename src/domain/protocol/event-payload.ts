// The payload that jobdeck publishes: the one place that knows its fields and their order (PROTOCOL.md §2).

import { utcStamp } from '../text/timestamp.ts'
import { type EventType, schemaVersion } from './event.ts'
import type { JobId } from './job-id.ts'

/** A payload before it is written as JSON; `data` is left out when there is none. */
export interface EventPayload extends Readonly<Record<string, unknown>> {
  readonly schema_version: 1
  readonly seq: number
  readonly job_id: JobId
  readonly event: EventType
  readonly timestamp: string
  readonly detail: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** The payload of one event. `nowMs` is the epoch time of the wall clock: the stamp is advisory. */
export function makeEventPayload(event: {
  readonly jobId: JobId
  readonly seq: number
  readonly event: EventType
  readonly detail: string
  readonly data: Readonly<Record<string, unknown>> | null
  readonly nowMs: number
}): EventPayload {
  return {
    schema_version: schemaVersion,
    seq: event.seq,
    job_id: event.jobId,
    event: event.event,
    timestamp: utcStamp(event.nowMs),
    detail: event.detail,
    ...(event.data === null ? {} : { data: event.data }),
  }
}

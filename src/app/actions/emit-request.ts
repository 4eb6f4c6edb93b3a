// What the user asks for by emitting an event by key.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { EventType } from '../../domain/protocol/event.ts'

export interface EmitRequest {
  readonly job: JobKey
  readonly event: EventType
  readonly detail: string
}

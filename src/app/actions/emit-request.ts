// What a person asks for when they emit an event by key.
import type { EventType } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

export interface EmitRequest {
  readonly jobId: JobId
  readonly event: EventType
  readonly detail: string
}

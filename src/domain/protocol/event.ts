// The event of PROTOCOL.md §2: what one publish on a job's topic means.
import type { JobId } from './job-id.ts'

export const schemaVersion = 1

export const eventTypes = ['started', 'permission_required', 'progress', 'completed', 'error'] as const
export type EventType = (typeof eventTypes)[number]

/** A decoded event. Its texts are raw: they reach a terminal only as `SafeText`. */
export interface JobEvent {
  readonly jobId: JobId
  /** Monotonic per job, the first publish is 1. */
  readonly seq: number
  readonly event: EventType
  /** The publisher's clock, RFC 3339: advisory, shown, never used for a decision. Null when it was not sent, or is another text. */
  readonly timestamp: string | null
  readonly detail: string
  readonly data: Readonly<Record<string, unknown>> | null
  /** The whole payload as it was parsed, unknown fields included. */
  readonly payload: Readonly<Record<string, unknown>>
  /** A hash of the payload's text, or of its signature: job, seq and content are the event's identity (PROTOCOL.md §5). */
  readonly content: number
  /** Whether the payload had a NaN or an infinity, which was read as null. */
  readonly hasConstants: boolean
}

/** `completed` and `error` end a job, and are published retained by default. */
export function isTerminal(event: EventType): event is 'completed' | 'error' {
  return event === 'completed' || event === 'error'
}

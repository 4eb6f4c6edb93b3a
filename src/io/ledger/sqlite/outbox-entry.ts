// An event in the outbox: what is known of it, and how it is read from its row.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { Row } from './read-event.ts'
import type { Timeline } from './stamp.ts'
import { stampIn } from './stamp-columns.ts'
import { fromStoredText, type StoredText } from './stored-text.ts'

/**
 * `reserved` has its seq only once the record says so; `sending` was handed to the broker without an answer yet: after a kill
 * nobody knows whether it arrived; `delivered` is acknowledged, but the job's record may not know yet. The others are ends;
 * `set-aside` waits for a person.
 */
export type OutboxState =
  | 'reserved'
  | 'queued'
  | 'sending'
  | 'delivered'
  | 'acked'
  | 'refused'
  | 'set-aside'
  | 'expired'
  | 'dropped'

export interface OutgoingEvent {
  readonly jobId: JobId
  readonly topic: string
  readonly retain: boolean
  /** Where the job's record is; null for a job without one. */
  readonly registryDir: string | null
  /** The profile that leads to the broker; null for the record's own broker. */
  readonly profile: string | null
  /** Who logs in there: another process finds out with these whether its settings are the same. */
  readonly username: string | null
  readonly certFile: string | null
  /** After this long without success it expires; null waits for ever. */
  readonly lifetimeMs: number | null
}

export interface NumberedEvent extends OutgoingEvent {
  readonly seq: number
  readonly payload: string
}

export interface OutboxEntry extends NumberedEvent {
  readonly id: number
  /** The broker's name, which may not exist any more. */
  readonly broker: string
  readonly state: OutboxState
  /** While it is reserved: the file that becomes the job's record as soon as the seq is taken. */
  readonly staged: string | null
  /** Why it was refused, expired or set aside, or why it could not be sent so far; null for no reason. */
  readonly reason: string | null
  /** How often it was handed to the broker. */
  readonly attempts: number
  /** On the Clock's monotonic timeline; null waits for ever. */
  readonly expiresMs: number | null
  /** Epoch milliseconds of the wall clock, for showing. */
  readonly queuedAtMs: number
  readonly changedAtMs: number
}

export function outboxEntryOf(row: Row, timeline: Timeline): OutboxEntry {
  const queued = stampIn(row, 'queued')
  const lifetimeMs = row.lifetime_ms === null ? null : Number(row.lifetime_ms)
  return {
    id: Number(row.id),
    broker: textIn(row.broker_name) ?? '',
    jobId: String(row.job) as JobId,
    seq: Number(row.seq),
    topic: textIn(row.topic) ?? '',
    payload: textIn(row.payload) ?? '',
    retain: row.retain === 1,
    registryDir: textIn(row.registry),
    profile: textIn(row.profile),
    username: textIn(row.username),
    certFile: textIn(row.cert_file),
    lifetimeMs,
    state: String(row.state) as OutboxState,
    staged: textIn(row.staged),
    reason: textIn(row.reason),
    attempts: Number(row.attempts),
    expiresMs: lifetimeMs === null || !queued ? null : timeline.monotonicMsOf(queued) + lifetimeMs,
    queuedAtMs: Number(row.queued_wall_ms),
    changedAtMs: Number(row.changed_wall_ms),
  }
}

function textIn(value: unknown): string | null {
  return value === null || value === undefined ? null : fromStoredText(value as StoredText)
}

// Where an event that is emitted by key goes: a broker with its connection, and the events received from it so far.
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { PublishOptions } from '../../io/mqtt/link-publishes.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'
import type { Seen } from './emit.ts'

export interface EmitTarget {
  readonly topicBase: string
  lastSeen(jobId: JobId): Promise<Seen>
  publish(topic: string, payload: string, options: PublishOptions): Promise<PublishResult>
  /** Whether the settings are those of this broker; null stands for its own settings. */
  reaches(settings: BrokerSettings | null): boolean
  /** Waits until the event has come back from the broker; false if it has not after `timeoutMs`. */
  hasReturned(jobId: JobId, seq: number, timeoutMs: number): Promise<boolean>
}

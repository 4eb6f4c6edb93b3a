// Where an event that is emitted by key goes: a broker with its connection, and the events received from it so far.
import type { BrokerId } from '../../domain/jobs/job-key.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { PublishOptions } from '../../io/mqtt/link-publishes.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import type { ProfileAddress } from '../../io/profiles/profile-settings.ts'
import type { Seen } from '../outbox/queue-event.ts'

export interface EmitTarget {
  readonly topicBase: string
  readonly source: { readonly profileName: string; readonly broker: BrokerId; readonly stateDir: string | null }
  /** Null when the settings do not lead to a broker. */
  readonly address: ProfileAddress | null
  lastSeen(jobId: JobId): Promise<Seen>
  publish(topic: string, payload: string, options: PublishOptions): Promise<PublishResult>
  /** Waits until the event has come back from the broker; false if it has not after `timeoutMs`. */
  hasReturned(jobId: JobId, seq: number, timeoutMs: number): Promise<boolean>
}

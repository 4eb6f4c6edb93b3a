// The state of the store: everything that the screen shows, and nothing that it does not.

import type { Job, Status } from '../../domain/jobs/job.ts'
import type { DropReason } from '../../domain/protocol/decode.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { SafeText } from '../../domain/text/safe-text.ts'
import type { ConnectionState } from '../../io/mqtt/connection-state.ts'

/** The broker as the status bar names it. */
export interface BrokerView {
  readonly profile: SafeText
  readonly url: SafeText
  readonly username: SafeText | null
  /** `public`: no login; `plain`: a login but no TLS; `tls`: both; `unknown`: the settings lead to no broker. */
  readonly security: 'tls' | 'plain' | 'public' | 'unknown'
}

/** One received message that was not accepted. */
export interface Drop {
  /** Epoch milliseconds. */
  readonly receivedWallMs: number
  readonly topic: SafeText
  readonly reason: DropReason
  readonly explanation: SafeText
}

export interface Drops {
  readonly total: number
  readonly byReason: Readonly<Partial<Record<DropReason, number>>>
  /** The newest last, the last `maxRecentDrops` at most. */
  readonly recent: readonly Drop[]
}

/** What became of the last event that was emitted by key for a job. */
export interface EmitOutcome {
  /** `busy` while it is on its way, `good` when acknowledged, `bad` when refused, unanswered or failed. */
  readonly tone: 'busy' | 'good' | 'bad'
  /** Such as `#4 completed acked`, `queued (offline)`, `refused: not authorized to publish`. */
  readonly text: SafeText
  readonly atMs: number
}

export interface ProfileView {
  readonly name: SafeText
  readonly url: SafeText
  readonly username: SafeText | null
  readonly security: BrokerView['security']
  readonly origin: 'built-in' | 'saved'
  readonly reach: 'unknown' | 'checking' | 'reachable' | 'unreachable'
  /** Why it is unreachable or cannot be used; null when nothing is wrong. */
  readonly problem: SafeText | null
}

export interface DeckState {
  /** The monotonic time of the last tick, on a whole second of the wall clock. Countdowns are drawn for this moment. */
  readonly nowMs: number
  /** Add to a monotonic time to get the wall clock's epoch milliseconds. */
  readonly wallOffsetMs: number
  readonly broker: BrokerView
  /** What the connection listens to, such as `python/mqtt/jobs/+/events`. */
  readonly topicFilter: SafeText
  /** The jobs that the deck keeps to; null for every job. */
  readonly only: ReadonlySet<JobId> | null
  readonly connection: ConnectionState
  /** The profile whose jobs are still shown while the one in use is not connected yet; null when they are its own. */
  readonly leftOver: SafeText | null
  readonly jobs: ReadonlyMap<JobId, Job>
  /** By urgency; held still while the person moves the selection. */
  readonly order: readonly JobId[]
  readonly counts: Readonly<Record<Status, number>>
  /** Accepted events in the last second. */
  readonly eventsPerSec: number
  readonly drops: Drops
  /** Ended or timed-out jobs that the person has looked at. */
  readonly seen: ReadonlySet<JobId>
  readonly outcomes: ReadonlyMap<JobId, EmitOutcome>
  readonly profiles: readonly ProfileView[]
  /** What is wrong with the registry, the journal or the settings; shown in the chrome until it is mended. */
  readonly problem: SafeText | null
  /** Where registered jobs are written, as the register form shows it. */
  readonly registryDir: SafeText
}

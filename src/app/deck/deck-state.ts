// The state of the store: everything that the screen shows, and nothing that it does not. Texts are raw: the views make them
// safe.

import type { AskFile } from '../../domain/agents/ask-file.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { DropReason } from '../../domain/protocol/decode.ts'
import type { Gap } from '../../io/ledger/ledger.ts'
import type { ConnectionState } from '../../io/mqtt/connection-state.ts'
import type { EmitOutcome } from '../actions/emit-outcome.ts'
import type { BrokerView } from '../brokers/broker-view.ts'
import type { ProfileView } from '../brokers/profile-view.ts'
import type { ShownPane } from '../tmux/pane-preview.ts'
import type { TmuxView } from '../tmux/session-watch.ts'
import type { HearingState } from './hearing.ts'
import type { JobsView } from './jobs-view.ts'
import type { LastEvent } from './last-events.ts'
import type { Listing } from './listing.ts'
import type { Only } from './only.ts'
import type { Playback } from './replay/playback.ts'

/** One received message that was not accepted. */
export interface Drop {
  /** Epoch milliseconds. */
  readonly receivedWallMs: number
  readonly topic: string
  readonly reason: DropReason
  readonly explanation: string
}

export interface Drops {
  readonly total: number
  /** How many are news: not read by the user, and nothing that happens with every broker. */
  readonly unread: number
  readonly byReason: Readonly<Partial<Record<DropReason, number>>>
  /** The newest last, the last `maxRecentDrops` at most. */
  readonly recent: readonly Drop[]
}

export interface JobPreview extends ShownPane {
  readonly job: JobKey
}

export interface DeckState extends HearingState {
  /** Where a replay is; null on a live deck. */
  readonly replay: Playback | null
  /** The monotonic time of the last tick, on a whole second of the wall clock. Countdowns are drawn for this moment. */
  readonly nowMs: number
  /** Add to a monotonic time to get the wall clock's epoch milliseconds. */
  readonly wallOffsetMs: number
  readonly broker: BrokerView
  /** What the connection listens to, such as `python/mqtt/jobs/+/events`. */
  readonly topicFilter: string
  readonly only: Only
  readonly connection: ConnectionState
  /** The profile whose jobs are still shown while the one in use is not connected yet; null when they are its own. */
  readonly leftOver: string | null
  readonly jobs: JobsView
  /** Changes whenever `jobs` does, which is always the same object. */
  readonly jobsVersion: number
  /** Which of the jobs are listed, and in which order. */
  readonly listing: Listing
  /** The last events of all jobs, the newest first. */
  readonly lastEvents: readonly LastEvent[]
  /** Accepted events in the last second. */
  readonly eventsPerSec: number
  readonly drops: Drops
  /** When messages may have been missed, the newest last. */
  readonly gaps: readonly Gap[]
  readonly outcomes: ReadonlyMap<JobKey, EmitOutcome>
  /** The open questions that can be answered from here. */
  readonly questions: ReadonlyMap<JobKey, AskFile>
  readonly profiles: readonly ProfileView[]
  /** The sessions of tmux, and the servers besides the watched one that records name and that run. */
  readonly tmux: TmuxView
  readonly otherTmuxServers: ReadonlySet<number>
  /** The pane of the agent that is looked at; null for none. */
  readonly preview: JobPreview | null
  /** A problem with the registry, the ledger or the settings; shown below the status bar until it is fixed. */
  readonly problem: string | null
  /** Where registered jobs are written, as the register form shows it. */
  readonly registryDir: string
}

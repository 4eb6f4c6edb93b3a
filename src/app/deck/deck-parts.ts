// The parts of a deck that commands act on.
import type { StoreApi } from 'zustand/vanilla'
import type { Clock } from '../../io/clock/clock.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { Emitter } from '../actions/emitter.ts'
import type { ProfileEditor } from '../brokers/profile-editor.ts'
import type { FeedSource } from '../feeds/feed-source.ts'
import type { AgentPanes } from './agent-panes.ts'
import type { DeckState } from './deck-state.ts'
import type { FeedSet } from './feed-set.ts'
import type { JobIndex } from './job-index.ts'
import type { Outcomes } from './outcomes.ts'
import type { ProblemBoard } from './problem-board.ts'
import type { StoreWriter } from './store-writer.ts'

export interface DeckParts {
  readonly store: StoreApi<DeckState>
  readonly index: JobIndex
  readonly feeds: FeedSet
  readonly writer: StoreWriter
  readonly emitter: Emitter
  readonly agents: AgentPanes
  readonly outcomes: Outcomes
  readonly profileEditor: ProfileEditor
  readonly problems: ProblemBoard
  readonly profiles: Profiles
  readonly sourceOf: (profile: Profile) => FeedSource
  readonly registryDir: string
  readonly env: Environment
  readonly clock: Clock
}

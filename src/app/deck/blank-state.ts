// What a deck shows before anything is known.
import { unknownTmux } from '../tmux/session-watch.ts'
import type { DeckState } from './deck-state.ts'
import { wholeListing } from './listing.ts'

export const blankState = {
  replay: null,
  connection: { phase: 'connecting', attempt: 1 },
  listing: wholeListing,
  lastEvents: [],
  eventsPerSec: 0,
  problem: null,
  tmux: unknownTmux,
  otherTmuxServers: new Set(),
  preview: null,
  questions: new Map(),
} as const satisfies Partial<DeckState>

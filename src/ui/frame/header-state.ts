// What the lines above the body show of the store: whatever else changes draws them no second time.
import type { DeckState } from '../../app/deck/deck-state.ts'

export function headerState(state: DeckState) {
  const { nowMs, wallOffsetMs, broker, connection, jobs, drops, eventsPerSec, problem } = state
  return { nowMs, wallOffsetMs, broker, connection, counts: jobs.counts, drops, eventsPerSec, problem }
}

export type HeaderState = ReturnType<typeof headerState>

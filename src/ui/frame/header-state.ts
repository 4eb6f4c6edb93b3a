// The part of the store that the lines above the body show: they are not redrawn when anything else changes.
import type { DeckState } from '../../app/deck/deck-state.ts'

export function headerState(state: DeckState) {
  const { nowMs, wallOffsetMs, broker, only, connection, jobs, drops, eventsPerSec, gaps, problem } = state
  return { nowMs, wallOffsetMs, broker, only, connection, counts: jobs.counts, drops, eventsPerSec, gaps, problem }
}

export type HeaderState = ReturnType<typeof headerState>

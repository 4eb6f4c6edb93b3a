// The part of the store that the lines above the body show: they are not redrawn when anything else changes.
import type { DeckState } from '../../app/deck/deck-state.ts'

export function headerState(state: DeckState) {
  const { nowMs, wallOffsetMs, broker, connection, jobs, drops, eventsPerSec, gaps, problem, listing, only, replay } =
    state
  const { counts, unseen, size, total, dismissed } = jobs
  return {
    nowMs,
    wallOffsetMs,
    broker,
    connection,
    counts,
    unseen,
    size,
    total,
    dismissed,
    drops,
    eventsPerSec,
    gaps,
    problem,
    listing,
    only,
    replay,
  }
}

export type HeaderState = ReturnType<typeof headerState>

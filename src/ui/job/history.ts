// A job's events as the screens list them, newest first, and the cursor on one of them. Pure.
import type { HistoryEntry, Job } from '../../domain/jobs/job.ts'

export interface HistoryCursor {
  /** Null: the newest event, whichever it is. */
  readonly cursor: HistoryEntry | null
  /**
   * How many lines are shown above the cursor's, negative when it is scrolled off the screen; null shows the text from its top.
   */
  readonly lead: number | null
}

export function newestFirst(job: Job | undefined): readonly HistoryEntry[] {
  return (job?.history ?? []).toReversed()
}

/** The cursor's index in the list; that of the oldest event when the cursor's event has left the history. */
export function cursorPlace(entries: readonly HistoryEntry[], cursor: HistoryEntry | null): number {
  if (cursor === null || entries.length === 0) return 0
  const place = entries.indexOf(cursor)
  return place < 0 ? entries.length - 1 : place
}

/** The state with the cursor on an event that another screen has moved it to, and that event visible. */
export function withCursor<State extends HistoryCursor>(state: State, cursor: HistoryEntry | null): State {
  return { ...state, cursor, lead: state.lead === null ? null : Math.max(0, state.lead) }
}

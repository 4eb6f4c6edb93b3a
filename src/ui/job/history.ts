// A job's events as the screens list them, newest first, and the cursor on one of them. Pure.
import type { HistoryView } from '../../app/deck/job-history.ts'

export interface HistoryCursor {
  /** The event's index in the history; null for the newest event, whichever it is. */
  readonly cursor: number | null
  /**
   * How many lines are shown above the cursor's, negative when it is scrolled off the screen; null shows the text from its top.
   */
  readonly lead: number | null
}

export type HistorySpan = Pick<HistoryView, 'first' | 'end'>

export function countOf({ first, end }: HistorySpan): number {
  return end - first
}

/** The cursor's place in the list; that of the oldest event when the cursor's event has left the history. */
export function cursorPlace(history: HistorySpan, cursor: number | null): number {
  if (cursor === null || countOf(history) === 0) return 0
  return Math.max(0, history.end - 1 - Math.max(cursor, history.first))
}

/** The index of the event on a place of the list. */
export function indexAt({ end }: HistorySpan, place: number): number {
  return end - 1 - place
}

/** The state with the cursor on an event that another screen has moved it to, and that event visible. */
export function withCursor<State extends HistoryCursor>(state: State, cursor: number | null): State {
  return { ...state, cursor, lead: state.lead === null ? null : Math.max(0, state.lead) }
}

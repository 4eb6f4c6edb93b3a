// The keys of one event: they scroll, and turn to the next newer or older event.
import { leaveRows } from '../../frame/leave-keys.ts'
import { type DocumentAt, documentRows } from '../../frame/scroll-keys.ts'
import { type HistorySpan, withCursor } from '../../job/history.ts'
import { markSeenFirst } from '../../job/mark-seen-first.ts'
import { keyTable } from '../../keys/key-table.ts'
import type { EventState } from './state.ts'

export interface EventFrame {
  /** The job's events as of the last frame. */
  readonly history: HistorySpan
}

export type EventAt = DocumentAt<EventState> & EventFrame

/** Turns to an adjacent event; the cursor of the detail view below follows, so that going back shows the event read last. */
function turn(by: 1 | -1) {
  return ({ state, history: { first, end }, screens }: EventAt): void => {
    const index = Math.max(state.index, first) - by
    if (index < first || index >= end) return
    screens.change('detail', (detail) => withCursor(detail, index === end - 1 ? null : index))
    screens.replaceTop('event', { ...state, index, top: 0 })
  }
}

export const eventKeys = keyTable<EventAt>(
  { view: 'event', title: 'One event', mode: 'keys' },
  markSeenFirst<EventAt>([
    ...documentRows<EventState>(),
    { name: 'newer', keys: ['left', 'h'], hint: 'newer', footer: 'room', run: turn(-1) },
    { name: 'older', keys: ['right', 'l'], hint: 'older', footer: 'room', run: turn(1) },
    ...leaveRows,
  ]),
)

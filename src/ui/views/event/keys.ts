// The keys of one event: they scroll, and turn to the next newer or older event.
import type { HistoryEntry } from '../../../domain/jobs/job.ts'
import { leaveRows } from '../../frame/leave-keys.ts'
import { type DocumentAt, documentRows } from '../../frame/scroll-keys.ts'
import { cursorPlace, withCursor } from '../../job/history.ts'
import { markSeenFirst } from '../../job/mark-seen-first.ts'
import { keyTable } from '../../keys/key-table.ts'
import type { EventState } from './state.ts'

export interface EventFrame {
  /** The job's events as of the last frame, newest first. */
  readonly entries: readonly HistoryEntry[]
}

export type EventAt = DocumentAt<EventState> & EventFrame

/** Turns to an adjacent event; the cursor of the detail view below follows, so that going back shows the event read last. */
function turn(by: 1 | -1) {
  return ({ state, entries, screens }: EventAt): void => {
    const place = cursorPlace(entries, state.entry) + by
    const entry = entries[place]
    if (!entry) return
    screens.change('detail', (detail) => withCursor(detail, place === 0 ? null : entry))
    screens.replaceTop('event', { ...state, entry, top: 0 })
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

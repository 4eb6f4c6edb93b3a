// What the keys of the detail view do: the cursor goes from event to event, and where there is none next to it the text
// scrolls on, so that what stands above and below the history is reached by the same keys. Pure.
import type { JobsView } from '../../../app/deck/jobs-view.ts'
import type { HistoryEntry } from '../../../domain/jobs/job.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import {
  type Navigation,
  pushed,
  replaced,
  type Screen,
  type Scroll,
  type Step,
  type Surroundings,
} from '../../frame/navigation.ts'
import type { Command } from '../../keys/keymap.ts'

type Detail = Extract<Screen, { name: 'detail' }>

/** The job's events as the detail view lists them, newest first. */
export function newestFirst(jobs: JobsView, job: JobKey): readonly HistoryEntry[] {
  return (jobs.get(job)?.history ?? []).toReversed()
}

/** The line of the list that the cursor is on; an event that has left the history leaves it on the oldest. */
export function cursorPlace(entries: readonly HistoryEntry[], cursor: HistoryEntry | null): number {
  if (cursor === null || entries.length === 0) return 0
  const place = entries.indexOf(cursor)
  return place < 0 ? entries.length - 1 : place
}

/** The first line that is shown, the cursor being on event `place`. A cursor that the person has set is not below the screen. */
export function firstShown({ cursor, lead }: Pick<Detail, 'cursor' | 'lead'>, place: number, scroll: Scroll): number {
  const { lines, rows, above } = scroll
  const line = above + place
  const most = Math.max(0, lines - rows)
  if (cursor === null) return clamp(lead === null ? 0 : line - lead, 0, most)
  return clamp(line - Math.min(lead ?? line, rows - 1), 0, most)
}

/** With the cursor on an event that was turned to elsewhere, in sight. */
export function withCursor(shown: Detail, cursor: HistoryEntry | null): Detail {
  return { ...shown, cursor, lead: shown.lead === null ? null : Math.max(0, shown.lead) }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

interface Spot {
  /** The event that the cursor is on; the last one is `last`. */
  readonly place: number
  readonly last: number
  /** The first line that is shown, at most `most`. */
  readonly top: number
  readonly most: number
  readonly scroll: Scroll
}

type Move = (spot: Spot) => Pick<Spot, 'place' | 'top'>

const moves: Readonly<Partial<Record<Command, Move>>> = {
  'move-up': (spot) => {
    const { place, top, scroll } = spot
    if (!isInSight(spot) || place === 0) return { place, top: top - 1 }
    return { place: place - 1, top: Math.min(top, scroll.above + place - 1) }
  },
  'move-down': (spot) => {
    const { place, top, last, scroll } = spot
    if (!isInSight(spot) || place === last) return { place, top: top + 1 }
    return { place: place + 1, top: Math.max(top, scroll.above + place + 2 - scroll.rows) }
  },
  'page-up': (spot) => (spot.top === 0 ? { place: 0, top: 0 } : paged(spot, -1)),
  'page-down': (spot) => (spot.top === spot.most ? { place: spot.last, top: spot.top } : paged(spot, 1)),
  first: () => ({ place: 0, top: 0 }),
  last: ({ last, most }) => ({ place: last, top: most }),
}

function isInSight({ place, top, scroll }: Spot): boolean {
  const line = scroll.above + place
  return line >= top && line < top + scroll.rows
}

/** A page on, one line of the old one kept; the cursor on the nearest event that is shown. */
function paged({ place, last, top, most, scroll }: Spot, by: 1 | -1): Pick<Spot, 'place' | 'top'> {
  const to = clamp(top + by * Math.max(1, scroll.rows - 1), 0, most)
  const lastShown = to + scroll.rows - 1 - scroll.above
  return { place: Math.max(0, Math.min(Math.max(place, to - scroll.above), last, lastShown)), top: to }
}

/** The step of a command on the detail view. */
export function detailStep(command: Command, shown: Detail, at: Navigation, { jobs, scroll }: Surroundings): Step {
  const { job } = shown
  if (command === 'emit') return { to: pushed(at, { name: 'emit', job }), effects: [] }
  const entries = newestFirst(jobs, job)
  const place = cursorPlace(entries, shown.cursor)
  const entry = entries[place]
  if (command === 'open') return { to: entry ? pushed(at, { name: 'event', job, entry, top: 0 }) : at, effects: [] }
  const last = Math.max(0, entries.length - 1)
  const most = Math.max(0, scroll.lines - scroll.rows)
  const top = firstShown(shown, place, scroll)
  const moved = moves[command]?.({ place, last, top, most, scroll }) ?? { place, top }
  return { to: replaced(at, standing(shown, entries, moved.place, clamp(moved.top, 0, most), scroll)), effects: [] }
}

function standing(shown: Detail, entries: readonly HistoryEntry[], place: number, top: number, scroll: Scroll): Detail {
  return {
    ...shown,
    // Who has scrolled the newest event out of sight reads something else: it must not move with each that comes.
    cursor: place === 0 && scroll.above >= top ? null : (entries[place] ?? null),
    lead: top === 0 ? null : scroll.above + place - top,
  }
}

// One frame of the deck, before it is drawn: which jobs are selected, unfolded and visible, and how the screen is shared between
// the list, the selected job beside it and the last events below it. Pure.
import type { DeckState } from '../../../app/deck/deck-state.ts'
import type { JobsView } from '../../../app/deck/jobs-view.ts'
import { isLimited } from '../../../app/deck/listing.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { Size } from '../../cells/size.ts'
import { type Arrangement, arrange, heightOf, lineOf } from './arrangement.ts'
import { type Choice, type DeckPlace, earlierLine } from './state.ts'
import { firstLine, placesShown } from './viewport.ts'

export type ListedDeck = Pick<DeckState, 'jobs' | 'listing' | 'nowMs' | 'wallOffsetMs'>

export interface DeckLayout {
  readonly columns: number
  readonly rows: number
  /** The columns of the selected job beside the list; 0 where there is no room for it. */
  readonly besideColumns: number
  readonly feedRows: number
  /** How many ended jobs of earlier days are folded into one line; 0 when they are shown. */
  readonly folded: number
  readonly arrangement: Arrangement
  /** The first line of the list that is shown. */
  readonly top: number
  readonly selected: Choice | null
  readonly marked: readonly JobKey[]
  /** The place of what is selected; -1 for none. */
  readonly place: number
  readonly shown: { readonly first: number; readonly last: number }
  /** The newest job off the screen that needs attention, and how many there are; null when all are visible. */
  readonly offScreen: { readonly job: JobKey; readonly count: number } | null
}

/** Wider terminals show the selected job beside the list. */
const narrowColumns = 160
/** Below a body of this height there are no last events. */
const shortRows = 23
const maxFeedRows = 8

export function layOut(state: DeckPlace, deck: ListedDeck, size: Size): DeckLayout {
  const besideColumns = size.columns > narrowColumns && deck.jobs.size > 0 ? Math.floor(size.columns / 3) : 0
  const feedRows = size.rows < shortRows ? 0 : Math.min(maxFeedRows, 1 + Math.floor((size.rows - shortRows) / 4))
  const room = { columns: size.columns - besideColumns, rows: size.rows - feedRows, besideColumns, feedRows }
  const whole = layOutList(state, deck, room, room.rows)
  // The line that names what is off the screen takes the last row of the list.
  return whole.offScreen ? layOutList(state, deck, room, room.rows - 1) : whole
}

type Room = Pick<DeckLayout, 'columns' | 'rows' | 'besideColumns' | 'feedRows'>

function layOutList(state: DeckPlace, deck: ListedDeck, room: Room, rows: number): DeckLayout {
  const { jobs } = deck
  const folded = foldedCount(state, deck)
  const places = jobs.size - folded + (folded > 0 ? 1 : 0)
  const arrangeFor = (selected: number) =>
    arrange({
      drawing: state.drawing,
      columns: room.columns,
      rows,
      places,
      attention: jobs.attentionFirst(),
      live: jobs.firstEnded(),
      selected: folded > 0 && selected === places - 1 ? -1 : selected,
      detail: room.besideColumns > 0 ? 'beside' : 'in the list',
    })
  const place = selectedPlace(state, jobs, folded, places, (at) => {
    const arrangement = arrangeFor(at)
    return lineOf(arrangement, at) + heightOf(arrangement, at) <= rows
  })
  const arrangement = arrangeFor(place)
  const start = jobs.attentionFirst() > 0 && !jobs.isHeld ? 'wanted' : 'not wanted'
  const top = firstLine({ arrangement, rows, selected: place, lead: state.lead, start })
  const shown = placesShown(arrangement, top, rows)
  const selected = place < 0 ? null : folded > 0 && place === places - 1 ? earlierLine : (jobs.at(place) ?? null)
  const offScreen = offScreenOf(jobs, shown)
  return { ...room, folded, arrangement, top, selected, marked: state.marked, place, shown, offScreen }
}

/** How many ended jobs of earlier days there are, unless the user looks at them. */
function foldedCount(
  { selected, earlier, typing }: DeckPlace,
  { jobs, listing, nowMs, wallOffsetMs }: ListedDeck,
): number {
  if (earlier === 'open' || typing !== null || isLimited(listing)) return 0
  const midnightMs = new Date(nowMs + wallOffsetMs).setHours(0, 0, 0, 0) - wallOffsetMs
  const first = jobs.firstEndedBy(midnightMs)
  const isLookedAt = selected !== null && selected !== earlierLine && jobs.placeOf(selected) >= first
  // One line would save nothing for one job, and a list of nothing else would be empty.
  return first === 0 || isLookedAt || jobs.size - first < 2 ? 0 : jobs.size - first
}

/** The place of what is selected. A job that the deck has chosen itself gives way to the first one when it is pushed off the screen. */
function selectedPlace(
  { selected, selection, near }: DeckPlace,
  jobs: JobsView,
  folded: number,
  places: number,
  isVisible: (place: number) => boolean,
): number {
  if (places === 0) return -1
  const place =
    selected === null ? -1 : selected === earlierLine ? (folded > 0 ? places - 1 : -1) : jobs.placeOf(selected)
  if (place < 0 && selection === 'awaited') return -1
  const kept = place >= 0 ? place : selected === null ? 0 : Math.min(near, places - 1)
  return selection === 'auto' && !isVisible(kept) ? 0 : kept
}

/** At most as many jobs are looked at as are on the screen. */
function offScreenOf(jobs: JobsView, shown: DeckLayout['shown']): DeckLayout['offScreen'] {
  const { attention } = jobs
  const visible = jobs.slice(shown.first, shown.last + 1).filter((job) => attention.placeOf(job) >= 0)
  const count = attention.size - visible.length
  if (count <= 0) return null
  const seen = new Set(visible)
  const newest = attention.slice(0, visible.length + 1).find((job) => !seen.has(job))
  return newest === undefined ? null : { job: newest, count }
}

/** What is at a place of the list. */
export function choiceAt({ folded, arrangement }: DeckLayout, jobs: JobsView, place: number): Choice | null {
  return folded > 0 && place === arrangement.places - 1 ? earlierLine : (jobs.at(place) ?? null)
}

/** The state after a frame has been drawn: what it showed as selected, where, and as marked. The same state when nothing is new. */
export function settled(before: DeckPlace, layout: DeckLayout, deck: ListedDeck): DeckPlace {
  const { jobs, nowMs, listing } = deck
  const { selected, place, arrangement, top } = layout
  const state = withoutGone(before, jobs)
  // Nothing is selected where nothing is listed.
  if (place < 0 && state.selection !== 'awaited' && state.selected !== null)
    return { ...state, selected: null, selection: 'auto', listing, movedMs: null }
  if (place < 0) return state
  const lead = lineOf(arrangement, place) - top
  const isOther = selected !== state.selected
  const isSame = !isOther && state.selection !== 'awaited' && listing === state.listing
  if (isSame && place === state.near && lead === state.lead) return state
  const selection = state.selection === 'awaited' ? 'chosen' : state.selection
  const isSurprise = isOther && listing === state.listing && !wasToGo(state.selected, jobs)
  return { ...state, selected, selection, listing, near: place, lead, movedMs: isSurprise ? nowMs : state.movedMs }
}

/** Marks of jobs that have left the deck go with them. */
function withoutGone(state: DeckPlace, jobs: JobsView): DeckPlace {
  const marked = state.marked.filter((job) => jobs.get(job) !== undefined)
  return marked.length === state.marked.length ? state : { ...state, marked }
}

/** Whether it was to be expected that another job is selected: there was none, or the user has dismissed it. */
function wasToGo(selected: Choice | null, jobs: JobsView): boolean {
  return selected === null || (selected !== earlierLine && jobs.flagsOf(selected).dismissed !== null)
}

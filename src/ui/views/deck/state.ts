// Where the user is in the list. Pure.
import type { Listing } from '../../../app/deck/listing.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { TextBuffer } from '../../editor/text-buffer.ts'
import type { Drawing } from './arrangement.ts'

/** The line that stands for the ended jobs of earlier days. */
export const earlierLine = 'earlier'

/** What can be selected: a job, never a place, or the line of the earlier ones. No job's key has this form. */
export type Choice = JobKey | typeof earlierLine

export interface DeckPlace {
  /** What the last frame showed as selected: keys act on this and on nothing else. Null before any, and while typing a filter. */
  readonly selected: Choice | null
  /** `auto`: the deck has chosen it. `awaited`: it has been asked for and may not be in the list yet; until then nothing is. */
  readonly selection: 'auto' | 'chosen' | 'awaited'
  /** Its position in the list, for when it leaves: what takes its place is selected then. */
  readonly near: number
  /** The line of the screen that it begins on. */
  readonly lead: number
  /** What the last frame listed: after a change of that, another selection was to be expected. */
  readonly listing: Listing | null
  /** When the selection last went to another job without a key, on the monotonic clock; null once a key was pressed. */
  readonly movedMs: number | null
  readonly drawing: Drawing
  readonly earlier: 'folded' | 'open'
  /** The job that the last key went to, where that key looks for what needs attention. */
  readonly tour: JobKey | null
  /** The jobs that the menu acts on together. */
  readonly marked: readonly JobKey[]
  /** The filter while it is being typed, and what was selected before; null otherwise. */
  readonly typing: { readonly buffer: TextBuffer; readonly from: Choice | null } | null
  /** Why the last key did nothing; null when it did something. */
  readonly note: string | null
}

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly deck: DeckPlace
  }
}

export const deckStart: DeckPlace = {
  selected: null,
  selection: 'auto',
  near: 0,
  lead: 0,
  listing: null,
  movedMs: null,
  drawing: 'auto',
  earlier: 'folded',
  tour: null,
  marked: [],
  typing: null,
  note: null,
}

/** The list with a job marked, or no longer marked. */
export function withMark(place: DeckPlace, job: JobKey): DeckPlace {
  const others = place.marked.filter((key) => key !== job)
  return { ...place, marked: others.length < place.marked.length ? others : [...others, job] }
}

/** The list with a job selected as soon as it is there. */
export function awaiting(place: DeckPlace, job: JobKey): DeckPlace {
  return { ...place, selected: job, selection: 'awaited', movedMs: null }
}

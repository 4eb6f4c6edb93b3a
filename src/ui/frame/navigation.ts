// Where the person is: a stack of screens, and on the deck a page and a selected job. Pure.
import type { JobsView } from '../../app/deck/jobs-view.ts'
import type { HistoryEntry } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { Context } from '../keys/keymap.ts'
import type { DeckGrid } from '../views/deck/layout.ts'

export type Screen =
  | { readonly name: 'deck' }
  /**
   * `cursor` null is the newest event, whichever that is. `lead` is how many lines are shown above the cursor's, fewer than
   * none when it is scrolled out of sight; null shows the text from its top.
   */
  | {
      readonly name: 'detail'
      readonly job: JobKey
      readonly cursor: HistoryEntry | null
      readonly lead: number | null
    }
  | { readonly name: 'event'; readonly job: JobKey; readonly entry: HistoryEntry; readonly top: number }
  | { readonly name: 'messages'; readonly top: number }
  | { readonly name: 'help'; readonly about: Context; readonly top: number }
  | { readonly name: 'register' }
  | { readonly name: 'emit'; readonly job: JobKey }
  | { readonly name: 'broker' }

export interface Navigation {
  /** Never empty; the last one is on top. */
  readonly stack: readonly Screen[]
  /** The page of the deck, counted from 0; `of-selected` shows the selected job wherever it comes to stand. */
  readonly page: number | 'of-selected'
  /** Followed when the order changes; null until the person has moved. */
  readonly selected: JobKey | null
}

export const atStart: Navigation = { stack: [{ name: 'deck' }], page: 0, selected: null }

/** What the store and the screen's size mean for a key. */
export interface Surroundings {
  readonly jobs: JobsView
  readonly grid: DeckGrid
  readonly scroll: Scroll
}

/** Of the screen on top: how many lines it has, how many of them it shows at once, how many stand above the first event. */
export interface Scroll {
  readonly lines: number
  readonly rows: number
  readonly above: number
}

/** What a key asks of the monitor or of the terminal. */
export type Effect =
  | { readonly kind: 'hold-order' }
  | { readonly kind: 'mark-seen'; readonly job: JobKey }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'quit' }

export interface Step {
  readonly to: Navigation
  readonly effects: readonly Effect[]
}

const deck: Screen = { name: 'deck' }

/** The screen that is shown. */
export function topScreen(at: Navigation): Screen {
  return at.stack.at(-1) ?? deck
}

/** The page that is shown: the one the person chose, while there is one. */
export function shownPage(at: Navigation, jobs: JobsView, grid: DeckGrid): number {
  const place = at.page === 'of-selected' && at.selected !== null ? jobs.placeOf(at.selected) : 0
  const page = at.page === 'of-selected' ? Math.floor(Math.max(0, place) / grid.perPage) : at.page
  return Math.min(page, grid.pages - 1)
}

/**
 * The place in the order that is selected: the selected job's, while it is on the page that is shown, else the page's first
 * one; the page does not follow a job that moves to another. -1 without jobs.
 */
export function selectedPlace(at: Navigation, jobs: JobsView, grid: DeckGrid): number {
  const first = shownPage(at, jobs, grid) * grid.perPage
  if (first >= jobs.size) return -1
  const place = at.selected === null ? -1 : jobs.placeOf(at.selected)
  return place >= first && place < first + grid.perPage ? place : first
}

/** With a job selected that was just registered: its pane is shown as soon as the deck knows it. */
export function revealed(at: Navigation, job: JobKey): Navigation {
  return { ...at, selected: job, page: 'of-selected' }
}

/** With another screen on top. */
export function pushed(at: Navigation, screen: Screen): Navigation {
  return { ...at, stack: [...at.stack, screen] }
}

/** Without the screen on top; the deck stays. */
export function popped(at: Navigation): Navigation {
  return at.stack.length > 1 ? { ...at, stack: at.stack.slice(0, -1) } : at
}

/** With the screen on top changed. */
export function replaced(at: Navigation, screen: Screen): Navigation {
  return { ...at, stack: [...at.stack.slice(0, -1), screen] }
}

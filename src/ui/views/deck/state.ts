// Where the user is on the deck: a page and a selected job. Pure.
import type { JobsView } from '../../../app/deck/jobs-view.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { DeckGrid } from './layout.ts'

export interface DeckPlace {
  /** The page, counted from 0; `of-selected` follows the selected job to whichever page it is on. */
  readonly page: number | 'of-selected'
  /** Followed when the order changes; null until the user moves. */
  readonly selected: JobKey | null
}

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly deck: DeckPlace
  }
}

export const deckStart: DeckPlace = { page: 0, selected: null }

/** The page to show: the one that the user chose, or the last one if there are fewer pages now. */
export function shownPage(at: DeckPlace, jobs: JobsView, grid: DeckGrid): number {
  const place = at.page === 'of-selected' && at.selected !== null ? jobs.placeOf(at.selected) : 0
  const page = at.page === 'of-selected' ? Math.floor(Math.max(0, place) / grid.perPage) : at.page
  return Math.min(page, grid.pages - 1)
}

/**
 * The selected place in the order: that of the selected job while it is on the page shown, else the first one of the page. The
 * page does not follow a job that moves to another one. -1 without jobs.
 */
export function selectedPlace(at: DeckPlace, jobs: JobsView, grid: DeckGrid): number {
  const first = shownPage(at, jobs, grid) * grid.perPage
  if (first >= jobs.size) return -1
  const place = at.selected === null ? -1 : jobs.placeOf(at.selected)
  return place >= first && place < first + grid.perPage ? place : first
}

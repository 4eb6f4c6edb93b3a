// Where the person is on the deck: a page and a selected job. Pure.
import type { JobsView } from '../../../app/deck/jobs-view.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { DeckGrid } from './layout.ts'

export interface DeckPlace {
  /** The page that is shown, counted from 0; `of-selected` shows the selected job wherever it comes to stand. */
  readonly page: number | 'of-selected'
  /** Followed when the order changes; null until the person has moved. */
  readonly selected: JobKey | null
}

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly deck: DeckPlace
  }
}

export const deckStart: DeckPlace = { page: 0, selected: null }

/** The page that is shown: the one the person chose, while there is one. */
export function shownPage(at: DeckPlace, jobs: JobsView, grid: DeckGrid): number {
  const place = at.page === 'of-selected' && at.selected !== null ? jobs.placeOf(at.selected) : 0
  const page = at.page === 'of-selected' ? Math.floor(Math.max(0, place) / grid.perPage) : at.page
  return Math.min(page, grid.pages - 1)
}

/**
 * The place in the order that is selected: the selected job's, while it is on the page that is shown, else the page's first
 * one; the page does not follow a job that moves to another. -1 without jobs.
 */
export function selectedPlace(at: DeckPlace, jobs: JobsView, grid: DeckGrid): number {
  const first = shownPage(at, jobs, grid) * grid.perPage
  if (first >= jobs.size) return -1
  const place = at.selected === null ? -1 : jobs.placeOf(at.selected)
  return place >= first && place < first + grid.perPage ? place : first
}

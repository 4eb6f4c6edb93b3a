// How keys move the selection through panes and rows. Pure.
import type { Size } from '../../cells/size.ts'
import { lineOf, placeOnLine } from './arrangement.ts'
import { acrossOf } from './grid.ts'
import { choiceAt, type DeckLayout, type ListedDeck, layOut } from './layout.ts'
import type { DeckPlace } from './state.ts'

/** The place to go to; `moved` clamps it to the list. */
export type Move = (layout: DeckLayout) => number

export const up: Move = ({ place, arrangement: { panes } }) => {
  if (place > panes.count) return place - 1
  if (place === panes.count) return panes.count - 1
  return place >= acrossOf(panes) ? place - acrossOf(panes) : place
}

export const down: Move = ({ place, arrangement: { panes, places } }) => {
  const across = acrossOf(panes)
  if (place >= panes.count) return place + 1
  const isLastBand = Math.floor(place / across) === Math.floor((panes.count - 1) / across)
  if (!isLastBand) return Math.min(panes.count - 1, place + across)
  return panes.count < places ? panes.count : place
}

export const left: Move = ({ place, arrangement: { panes } }) =>
  place < panes.count && place % acrossOf(panes) > 0 ? place - 1 : place

export const right: Move = ({ place, arrangement: { panes } }) =>
  place < panes.count - 1 && place % acrossOf(panes) < acrossOf(panes) - 1 ? place + 1 : place

export const pageDown: Move = (layout) => paged(layout, 1)
export const pageUp: Move = (layout) => paged(layout, -1)

function paged({ place, arrangement, rows }: DeckLayout, by: 1 | -1): number {
  const line = lineOf(arrangement, place) + by * (rows - 1)
  return line <= 0 ? 0 : placeOnLine(arrangement, line)
}

/** The state after a move: the selection is on another job, and the view scrolls with it. */
export function moved(state: DeckPlace, deck: ListedDeck, size: Size, move: Move): DeckPlace {
  const from = layOut(state, deck, size)
  if (from.arrangement.places === 0) return state
  const place = from.place < 0 ? 0 : Math.min(from.arrangement.places - 1, Math.max(0, move(from)))
  const selected = choiceAt(from, deck.jobs, place)
  const line = from.place < 0 ? 0 : lineOf(from.arrangement, from.place) - from.top
  const next: DeckPlace = { ...state, selected, selection: 'chosen', near: place, movedMs: null }
  // Folding the one job and unfolding the other moves the lines between them.
  const to = layOut(next, deck, size).arrangement
  return { ...next, lead: line + lineOf(to, place) - lineOf(from.arrangement, Math.max(0, from.place)) }
}

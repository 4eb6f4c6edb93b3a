// What the keys of the deck do: the selection moves as the panes lie, and opens what it is on. Pure.

import {
  type Navigation,
  pushed,
  type Step,
  type Surroundings,
  selectedPlace,
  shownPage,
} from '../../frame/navigation.ts'
import type { Command } from '../../keys/keymap.ts'
import type { DeckGrid } from './layout.ts'

interface Spot {
  /** The place in the order that is selected. */
  readonly place: number
  /** The places of the order are 0 to `last`. */
  readonly last: number
  readonly page: number
  readonly grid: DeckGrid
  readonly key: string
}

/** The next place for each command that moves; past an end it is brought back by `deckStep`. */
const moves: Readonly<Partial<Record<Command, (spot: Spot) => number>>> = {
  'move-left': (spot) => (columnOf(spot) > 0 ? spot.place - 1 : spot.place),
  'move-right': (spot) => (columnOf(spot) < across(spot) - 1 ? spot.place + 1 : spot.place),
  'move-up': (spot) => (spot.place >= across(spot) ? spot.place - across(spot) : spot.place),
  'move-down': (spot) => (rowOf(spot, spot.last) > rowOf(spot, spot.place) ? spot.place + across(spot) : spot.place),
  next: ({ place, last }) => (place === last ? 0 : place + 1),
  previous: ({ place, last }) => (place === 0 ? last : place - 1),
  first: () => 0,
  last: ({ last }) => last,
  'page-down': ({ place, page, grid }) => (page < grid.pages - 1 ? place + grid.perPage : place),
  'page-up': ({ place, page, grid }) => (page > 0 ? place - grid.perPage : place),
  jump: jumped,
}

function across({ grid }: Spot): number {
  return grid.widths.length
}

/** Rows and columns go on from page to page: a page is a whole number of rows. */
function columnOf(spot: Spot): number {
  return spot.place % across(spot)
}

function rowOf(spot: Spot, place: number): number {
  return Math.floor(place / across(spot))
}

function jumped({ place, last, page, grid, key }: Spot): number {
  const target = Number(key) - 1
  const to = page * grid.perPage + target
  return target < grid.perPage && to <= last ? to : place
}

/** The step of a command on the deck. */
export function deckStep(command: Command, key: string, at: Navigation, around: Surroundings): Step {
  const { jobs, grid } = around
  const place = selectedPlace(at, jobs, grid)
  const job = jobs.at(place)
  if (job === undefined) return { to: at, effects: [] }
  // The job that was just registered is not known yet: a key that was meant for it must not act on another one.
  const isAwaited = at.page === 'of-selected' && at.selected !== null && jobs.placeOf(at.selected) < 0
  if (isAwaited && (command === 'emit' || command === 'open')) return { to: { ...at, selected: job }, effects: [] }
  const looked = { kind: 'mark-seen', job } as const
  if (command === 'emit') return { to: pushed({ ...at, selected: job }, { name: 'emit', job }), effects: [looked] }
  if (command === 'open')
    return {
      to: pushed({ ...at, selected: job }, { name: 'detail', job, cursor: null, lead: null }),
      effects: [looked],
    }
  const last = jobs.size - 1
  const next = moves[command]?.({ place, last, page: shownPage(at, jobs, grid), grid, key }) ?? place
  const target = Math.min(last, Math.max(0, next))
  const selected = jobs.at(target) ?? job
  const page = Math.floor(target / grid.perPage)
  // The pane that one leaves was looked at too: it may have become what it is while it was selected.
  const onto = selected === job ? [] : [{ kind: 'mark-seen', job: selected } as const]
  return { to: { ...at, selected, page }, effects: [{ kind: 'hold-order' }, looked, ...onto] }
}

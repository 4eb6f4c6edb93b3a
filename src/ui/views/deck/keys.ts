// The keys of the deck: they move the selection across the grid and open the selected job.
import type { JobsView } from '../../../app/deck/jobs-view.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import { helpRow } from '../../frame/leave-keys.ts'
import type { ScreenAt } from '../../frame/use-screen-keys.ts'
import { keyTable, type ViewRow } from '../../keys/key-table.ts'
import type { DeckGrid } from './layout.ts'
import { type DeckPlace, selectedPlace, shownPage } from './state.ts'

export interface DeckFrame {
  readonly jobs: JobsView
  readonly grid: DeckGrid
  /** What the last frame showed: the selected job, given the state `place`. */
  readonly shown: { readonly place: DeckPlace; readonly selected: JobKey | undefined }
}

export type DeckAt = ScreenAt<DeckPlace> & DeckFrame

interface Spot {
  /** The selected position in the order. */
  readonly place: number
  /** The last position in the order. */
  readonly last: number
  readonly page: number
  readonly grid: DeckGrid
}

/** The next position; `moveTo` clamps it to the order. */
type Move = (spot: Spot, nth: number) => number

const left: Move = (spot) => (columnOf(spot) > 0 ? spot.place - 1 : spot.place)
const right: Move = (spot) => (columnOf(spot) < across(spot) - 1 ? spot.place + 1 : spot.place)
const up: Move = (spot) => (spot.place >= across(spot) ? spot.place - across(spot) : spot.place)
const down: Move = (spot) => (rowOf(spot, spot.last) > rowOf(spot, spot.place) ? spot.place + across(spot) : spot.place)
const next: Move = ({ place, last }) => (place === last ? 0 : place + 1)
const previous: Move = ({ place, last }) => (place === 0 ? last : place - 1)
const pageDown: Move = ({ place, page, grid }) => (page < grid.pages - 1 ? place + grid.perPage : place)
const pageUp: Move = ({ place, page, grid }) => (page > 0 ? place - grid.perPage : place)
const jump: Move = ({ place, last, page, grid }, nth) => {
  const to = page * grid.perPage + nth
  return nth < grid.perPage && to <= last ? to : place
}

function across({ grid }: Spot): number {
  return grid.widths.length
}

/** Rows and columns continue from page to page: a page is a whole number of rows. */
function columnOf(spot: Spot): number {
  return spot.place % across(spot)
}

function rowOf(spot: Spot, place: number): number {
  return Math.floor(place / across(spot))
}

/** A key acts on the job that the screen shows as selected, even if the order has changed since the last frame. */
function selectedJob({ state, jobs, grid, shown }: DeckAt): JobKey | undefined {
  return state === shown.place ? shown.selected : jobs.at(selectedPlace(state, jobs, grid))
}

function moveTo(move: Move) {
  return (at: DeckAt, nth: number): void => {
    const { state, change, jobs, grid, commands } = at
    const job = selectedJob(at)
    if (job === undefined) return
    const place = Math.max(0, jobs.placeOf(job))
    const last = jobs.size - 1
    const to = move({ place, last, page: shownPage(state, jobs, grid), grid }, nth)
    const target = Math.min(last, Math.max(0, to))
    const selected = jobs.at(target) ?? job
    commands.holdOrder()
    // The pane left behind was seen too: its status may have changed while it was selected.
    commands.markSeen(job)
    if (selected !== job) commands.markSeen(selected)
    change({ selected, page: Math.floor(target / grid.perPage) })
  }
}

function onSelected(act: (job: JobKey, at: DeckAt) => void) {
  return (at: DeckAt): void => {
    const { state, change, jobs, commands } = at
    const job = selectedJob(at)
    if (job === undefined) return
    change({ ...state, selected: job })
    // A job that was just registered may not be on the deck yet: a key meant for it must not act on another job.
    const isAwaited = state.page === 'of-selected' && state.selected !== null && jobs.placeOf(state.selected) < 0
    if (isAwaited) return
    commands.markSeen(job)
    act(job, at)
  }
}

const when = ({ jobs }: DeckAt) => jobs.size > 0

function moving(name: string, keys: readonly string[], move: Move): ViewRow<DeckAt> {
  return { name, keys, hint: 'move', footer: 'spare', when, run: moveTo(move) }
}

export const deckKeys = keyTable<DeckAt>({ view: 'deck', title: 'The deck', mode: 'keys' }, [
  moving('up', ['up', 'k'], up),
  moving('down', ['down', 'j'], down),
  moving('left', ['left', 'h'], left),
  moving('right', ['right', 'l'], right),
  {
    name: 'open',
    keys: ['enter'],
    hint: 'open',
    footer: 'spare',
    when,
    run: onSelected((job, { screens }) => screens.open('detail', { job, cursor: null, lead: null })),
  },
  { name: 'next', keys: ['tab'], hint: 'next pane', footer: 'help', run: moveTo(next) },
  { name: 'previous', keys: ['shift-tab'], hint: 'previous pane', footer: 'help', run: moveTo(previous) },
  {
    name: 'jump',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    hint: 'jump',
    footer: 'help',
    run: moveTo(jump),
  },
  { name: 'page-down', keys: ['pagedown', ' '], hint: 'next page', footer: 'help', run: moveTo(pageDown) },
  { name: 'page-up', keys: ['pageup'], hint: 'previous page', footer: 'help', run: moveTo(pageUp) },
  { name: 'first', keys: ['g', 'home'], hint: 'first pane', footer: 'help', run: moveTo(() => 0) },
  { name: 'last', keys: ['G', 'end'], hint: 'last pane', footer: 'help', run: moveTo(({ last }) => last) },
  { name: 'register', keys: ['n'], hint: 'new', footer: 'room', run: ({ screens }) => screens.open('register', {}) },
  {
    name: 'emit',
    keys: ['e'],
    hint: 'emit',
    footer: 'room',
    when,
    run: onSelected((job, { screens }) => screens.open('emit', { job })),
  },
  { name: 'brokers', keys: ['b'], hint: 'broker', footer: 'room', run: ({ screens }) => screens.open('brokers', {}) },
  {
    name: 'dropped',
    keys: ['m'],
    hint: 'dropped',
    footer: 'room',
    run: ({ screens }) => screens.open('dropped', { top: 0 }),
  },
  {
    name: 'reconnect',
    keys: ['r'],
    hint: 'reconnect now',
    footer: 'help',
    run: ({ commands }) => commands.reconnect(),
  },
  helpRow('deck', 'always'),
  {
    name: 'quit',
    keys: ['q', 'ctrl-c'],
    hint: 'quit',
    footer: 'always',
    isExit: true,
    run: ({ screens }) => screens.quit(),
  },
])

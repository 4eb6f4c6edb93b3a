// The keys of the detail view: the cursor moves from event to event, and past the last one the text scrolls on, so that the same
// keys reach what is above and below the history.
import type { HistoryView } from '../../../app/deck/job-history.ts'
import type { AgentPane } from '../../../app/tmux/session-state.ts'
import { textBuffer } from '../../editor/text-buffer.ts'
import { lastTop } from '../../frame/document.ts'
import { helpRow, leaveRows } from '../../frame/leave-keys.ts'
import { scrollRows } from '../../frame/scroll-keys.ts'
import type { ScreenAt } from '../../frame/use-screen-keys.ts'
import { countOf, cursorPlace, indexAt } from '../../job/history.ts'
import { markSeenFirst } from '../../job/mark-seen-first.ts'
import { keyTable } from '../../keys/key-table.ts'
import type { TerminalControl } from '../../terminal/terminal-context.ts'
import { clamp, type DetailExtent, type DetailState, firstShown } from './state.ts'

/** The job as the last frame showed it. */
export interface DetailFrame {
  readonly history: HistoryView
  readonly extent: DetailExtent
  /** Where a line for its agent goes; null when that is not clear. */
  readonly pane: AgentPane | null
  /** Gives the terminal to another program. */
  readonly lend: TerminalControl['lend']
}

export type DetailAt = ScreenAt<DetailState> & DetailFrame

interface Spot {
  /** The event that the cursor is on; the last one is `last`. */
  readonly place: number
  readonly last: number
  /** The first line that is shown, at most `most`. */
  readonly top: number
  readonly most: number
  readonly extent: DetailExtent
}

type Target = Pick<Spot, 'place' | 'top'>

function up(spot: Spot): Target {
  const { place, top, extent } = spot
  if (!isInSight(spot) || place === 0) return { place, top: top - 1 }
  return { place: place - 1, top: Math.min(top, extent.above + place - 1) }
}

function down(spot: Spot): Target {
  const { place, top, last, extent } = spot
  if (!isInSight(spot) || place === last) return { place, top: top + 1 }
  return { place: place + 1, top: Math.max(top, extent.above + place + 2 - extent.rows) }
}

function isInSight({ place, top, extent }: Spot): boolean {
  const line = extent.above + place
  return line >= top && line < top + extent.rows
}

/** One page on, with one line of overlap; the cursor moves to the nearest event that is shown. */
function paged({ place, last, top, most, extent }: Spot, by: 1 | -1): Target {
  const to = clamp(top + by * Math.max(1, extent.rows - 1), 0, most)
  const lastShown = to + extent.rows - 1 - extent.above
  return { place: Math.max(0, Math.min(Math.max(place, to - extent.above), last, lastShown)), top: to }
}

function moveTo(move: (spot: Spot) => Target) {
  return ({ state, change, history, extent }: DetailAt): void => {
    // The indexes are those of the whole history only then.
    if (!history.isRead) return
    const place = cursorPlace(history, state.cursor)
    const most = lastTop(extent)
    const top = firstShown(state, place, extent)
    const to = move({ place, last: Math.max(0, countOf(history) - 1), top, most, extent })
    change(stateAt(state, history, to.place, clamp(to.top, 0, most), extent))
  }
}

function stateAt(
  state: DetailState,
  history: HistoryView,
  place: number,
  top: number,
  extent: DetailExtent,
): DetailState {
  return {
    ...state,
    // With the newest event off the screen the user is reading something else: new events must not move the text.
    cursor: place === 0 && extent.above >= top ? null : indexAt(history, place),
    lead: top === 0 ? null : extent.above + place - top,
  }
}

/** Until the ledger has been read, it is not known which event is which. */
const canOpen = ({ history }: DetailAt) => history.isRead && countOf(history) > 0

function open({ state: { job, cursor }, history, screens }: DetailAt): void {
  screens.open('event', { job, index: indexAt(history, cursorPlace(history, cursor)), top: 0 })
}

/** Moves the cursor to an event that the search has found, if it has found one there. */
export function toMatch(where: 'here or older' | 'older' | 'newer') {
  return (at: DetailAt): void => {
    const { state, history, extent } = at
    const found = history.search?.text === state.search ? history.search.found : []
    const cursor = indexAt(history, cursorPlace(history, state.cursor))
    const match =
      where === 'newer'
        ? found.find((index) => index > cursor)
        : found.findLast((index) => index < cursor || (index === cursor && where === 'here or older'))
    if (match === undefined) return
    const place = cursorPlace(history, match)
    const line = extent.above + place
    const top = firstShown(state, cursorPlace(history, state.cursor), extent)
    // It moves no more than it has to.
    const isShown = line >= top && line < top + extent.rows
    const to = isShown ? top : clamp(line - Math.floor(extent.rows / 2), 0, lastTop(extent))
    at.change(stateAt(state, history, place, to, extent))
  }
}

const isSearching = ({ state }: DetailAt) => state.search !== ''

const moves = scrollRows<DetailAt>('move', {
  up: moveTo(up),
  down: moveTo(down),
  pageUp: moveTo((spot) => (spot.top === 0 ? { place: 0, top: 0 } : paged(spot, -1))),
  pageDown: moveTo((spot) => (spot.top === spot.most ? { place: spot.last, top: spot.top } : paged(spot, 1))),
  top: moveTo(() => ({ place: 0, top: 0 })),
  bottom: moveTo(({ last, most }) => ({ place: last, top: most })),
})

export const detailKeys = keyTable<DetailAt>(
  { view: 'detail', title: 'One job', mode: 'keys' },
  markSeenFirst<DetailAt>([
    ...moves,
    { name: 'open', keys: ['enter'], hint: 'show JSON', footer: 'room', when: canOpen, run: open },
    {
      name: 'search',
      keys: ['/'],
      hint: 'search',
      footer: 'spare',
      run: ({ state, change }) => change({ ...state, typing: textBuffer(state.search) }),
    },
    {
      name: 'next-match',
      keys: ['n'],
      hint: 'next match',
      footer: 'spare',
      when: isSearching,
      run: toMatch('older'),
    },
    {
      name: 'previous-match',
      keys: ['N'],
      hint: 'newer match',
      footer: 'help',
      when: isSearching,
      run: toMatch('newer'),
    },
    {
      name: 'emit',
      keys: ['e'],
      hint: 'emit',
      footer: 'room',
      run: ({ state: { job }, screens }) => screens.open('emit', { job }),
    },
    {
      name: 'menu',
      keys: ['x'],
      hint: 'menu',
      footer: 'room',
      run: ({ state: { job }, screens }) => screens.open('menu', { jobs: [job], of: 'selected' }),
    },
    {
      name: 'there',
      keys: ['t'],
      hint: 'go to its tmux session',
      footer: 'help',
      run: ({ state: { job }, commands, lend }) => commands.goThere(job, lend),
    },
    {
      name: 'write',
      keys: ['>'],
      hint: 'write',
      footer: 'room',
      when: ({ pane }) => pane !== null,
      run: ({ state: { job }, screens }) => screens.open('write', { job }),
    },
    {
      name: 'reconnect',
      keys: ['r'],
      hint: 'reconnect now',
      footer: 'help',
      run: ({ commands }) => commands.reconnect(),
    },
    helpRow('detail', 'always'),
    ...leaveRows,
  ]),
)

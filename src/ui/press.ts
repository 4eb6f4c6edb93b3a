// What a key does: looked up in the keymap by the screen on top, then done by that screen's own table. Pure, so a batch of
// keys means exactly what the same keys pressed slowly do.
import type { HistoryEntry } from '../jobs/job.ts'
import { deckStep } from './deck-steps.ts'
import { bindingOf, type Command, isContext } from './keymap.ts'
import {
  type Navigation,
  popped,
  pushed,
  replaced,
  type Screen,
  type Step,
  type Surroundings,
  topScreen,
} from './navigation.ts'

type Handler<Shown extends Screen> = (shown: Shown, at: Navigation, around: Surroundings) => Step

type Handlers<Shown extends Screen> = Readonly<Partial<Record<Command, Handler<Shown>>>>

/** The step that a key means. A key that is not in the keymap changes nothing. */
export function press(key: string, at: Navigation, around: Surroundings): Step {
  const shown = topScreen(at)
  const command = bindingOf(shown.name, key)?.command
  if (command === undefined) return stay(at)
  return everywhere[command]?.(shown, at, around) ?? stepOf(shown, command, key, at, around)
}

function stepOf(shown: Screen, command: Command, key: string, at: Navigation, around: Surroundings): Step {
  switch (shown.name) {
    case 'deck':
      return deckStep(command, key, at, around)
    case 'detail':
      return detailHandlers[command]?.(shown, at, around) ?? stay(at)
    case 'event':
      return eventHandlers[command]?.(shown, at, around) ?? scrollStep(command, shown, at, around)
    case 'messages':
    case 'help':
      return scrollStep(command, shown, at, around)
    default:
      return stay(at)
  }
}

function stay(at: Navigation): Step {
  return { to: at, effects: [] }
}

function go(to: Navigation): Step {
  return { to, effects: [] }
}

const everywhere: Handlers<Screen> = {
  back: (_, at) => go(popped(at)),
  help: (shown, at) => (isContext(shown.name) ? go(pushed(at, { name: 'help', about: shown.name, top: 0 })) : stay(at)),
  register: (_, at) => go(pushed(at, { name: 'register' })),
  broker: (_, at) => go(pushed(at, { name: 'broker' })),
  messages: (_, at) => go(pushed(at, { name: 'messages', top: 0 })),
  reconnect: (_, at) => ({ to: at, effects: [{ kind: 'reconnect' }] }),
  quit: (_, at) => ({ to: at, effects: [{ kind: 'quit' }] }),
}

type Detail = Extract<Screen, { name: 'detail' }>
type Event = Extract<Screen, { name: 'event' }>

/** The job's events as the detail view lists them, newest first. */
function newestFirst(around: Pick<Surroundings, 'jobs'>, shown: Detail | Event): readonly HistoryEntry[] {
  return (around.jobs.get(shown.jobId)?.history ?? []).toReversed()
}

/** The line of the list that the cursor is on; an event that has left the history leaves it on the oldest. */
export function cursorPlace(entries: readonly HistoryEntry[], cursor: HistoryEntry | null): number {
  if (cursor === null || entries.length === 0) return 0
  const place = entries.indexOf(cursor)
  return place < 0 ? entries.length - 1 : place
}

function moveCursor(by: (place: number, rows: number, last: number) => number): Handler<Detail> {
  return (shown, at, around) => {
    const entries = newestFirst(around, shown)
    const last = Math.max(0, entries.length - 1)
    const place = Math.min(last, Math.max(0, by(cursorPlace(entries, shown.cursor), around.scroll.rows, last)))
    return go(replaced(at, { ...shown, cursor: place === 0 ? null : (entries[place] ?? null) }))
  }
}

const detailHandlers: Handlers<Detail> = {
  'move-up': moveCursor((place) => place - 1),
  'move-down': moveCursor((place) => place + 1),
  'page-up': moveCursor((place, rows) => place - rows),
  'page-down': moveCursor((place, rows) => place + rows),
  first: moveCursor(() => 0),
  last: moveCursor((_place, _rows, last) => last),
  emit: (shown, at) => go(pushed(at, { name: 'emit', jobId: shown.jobId })),
  open: (shown, at, around) => {
    const entries = newestFirst(around, shown)
    const entry = entries[cursorPlace(entries, shown.cursor)]
    return entry ? go(pushed(at, { name: 'event', jobId: shown.jobId, entry, top: 0 })) : stay(at)
  },
}

/** To a neighbouring event; the detail view below goes along, so that going back shows the one that was read last. */
function turnTo(by: 1 | -1): Handler<Event> {
  return (shown, at, around) => {
    const entries = newestFirst(around, shown)
    const place = cursorPlace(entries, shown.entry) + by
    const entry = entries[place]
    if (!entry) return stay(at)
    const below = topScreen(popped(at))
    const cursor = place === 0 ? null : entry
    const moved = below.name === 'detail' ? replaced(popped(at), { ...below, cursor }) : popped(at)
    return go(pushed(moved, { ...shown, entry, top: 0 }))
  }
}

const eventHandlers: Handlers<Event> = { next: turnTo(1), previous: turnTo(-1) }

const scrolls: Readonly<Partial<Record<Command, (top: number, rows: number, lines: number) => number>>> = {
  'move-up': (top) => top - 1,
  'move-down': (top) => top + 1,
  'page-up': (top, rows) => top - rows,
  'page-down': (top, rows) => top + rows,
  first: () => 0,
  last: (_top, _rows, lines) => lines,
}

function scrollStep(
  command: Command,
  shown: Extract<Screen, { top: number }>,
  at: Navigation,
  { scroll }: Surroundings,
): Step {
  const most = Math.max(0, scroll.lines - scroll.rows)
  const from = Math.min(shown.top, most)
  const to = scrolls[command]?.(from, scroll.rows, scroll.lines) ?? from
  return go(replaced(at, { ...shown, top: Math.min(most, Math.max(0, to)) }))
}

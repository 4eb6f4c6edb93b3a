// What a key does: looked up in the keymap by the screen on top, then done by that screen's own table. Pure, so a batch of
// keys means exactly what the same keys pressed slowly do.

import { bindingOf, type Command, isContext } from '../keys/keymap.ts'
import { deckStep } from '../views/deck/keys.ts'
import { cursorPlace, detailStep, newestFirst, withCursor } from '../views/detail/keys.ts'
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
  const step = everywhere[command]?.(shown, at, around) ?? stepOf(shown, command, key, at, around)
  if (shown.name !== 'detail' && shown.name !== 'event') return step
  // Its job may have ended while it was open: whoever presses a key here has seen that.
  return { ...step, effects: [{ kind: 'mark-seen', job: shown.job }, ...step.effects] }
}

function stepOf(shown: Screen, command: Command, key: string, at: Navigation, around: Surroundings): Step {
  switch (shown.name) {
    case 'deck':
      return deckStep(command, key, at, around)
    case 'detail':
      return detailStep(command, shown, at, around)
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

type Event = Extract<Screen, { name: 'event' }>

/** To a neighbouring event; the detail view below goes along, so that going back shows the one that was read last. */
function turnTo(by: 1 | -1): Handler<Event> {
  return (shown, at, around) => {
    const entries = newestFirst(around.jobs, shown.job)
    const place = cursorPlace(entries, shown.entry) + by
    const entry = entries[place]
    if (!entry) return stay(at)
    const below = topScreen(popped(at))
    const cursor = place === 0 ? null : entry
    const moved = below.name === 'detail' ? replaced(popped(at), withCursor(below, cursor)) : popped(at)
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

// Where the person is: a stack of screens, each with its state. Pure.
import { deckStart } from '../views/deck/state.ts'
import type { ScreenStates } from './screen-states.ts'

export type ScreenName = keyof ScreenStates

interface ScreenOf<Name extends ScreenName> {
  /** Tells it apart from every other screen, including those of the same view. */
  readonly key: number
  readonly name: Name
  readonly state: ScreenStates[Name]
}

export type Screen<Name extends ScreenName = ScreenName> = { readonly [Each in Name]: ScreenOf<Each> }[Name]

export interface Navigation {
  /** Never empty; the last one is on top. */
  readonly stack: readonly Screen[]
  readonly nextKey: number
}

const deck: Screen<'deck'> = { key: 0, name: 'deck', state: deckStart }

export const atStart: Navigation = { stack: [deck], nextKey: 1 }

/** The screen that is shown. */
export function topScreen(at: Navigation): Screen {
  return at.stack.at(-1) ?? deck
}

/** With another screen on top. */
export function pushed<Name extends ScreenName>(at: Navigation, name: Name, state: ScreenStates[Name]): Navigation {
  return { stack: [...at.stack, newScreen(at, name, state)], nextKey: at.nextKey + 1 }
}

/** Without the screen on top; the deck stays. */
export function popped(at: Navigation): Navigation {
  return at.stack.length > 1 ? { ...at, stack: at.stack.slice(0, -1) } : at
}

/** With another screen instead of the one on top. */
export function turned<Name extends ScreenName>(at: Navigation, name: Name, state: ScreenStates[Name]): Navigation {
  return { stack: [...at.stack.slice(0, -1), newScreen(at, name, state)], nextKey: at.nextKey + 1 }
}

/** With the state of the topmost screen of a view changed; unchanged when there is none. */
export function changed<Name extends ScreenName>(
  at: Navigation,
  name: Name,
  next: (state: ScreenStates[Name]) => ScreenStates[Name],
): Navigation {
  const place = at.stack.findLastIndex((screen) => screen.name === name)
  const screen = at.stack[place]
  const state = stateOf(name, screen)
  if (!screen || state === undefined) return at
  return { ...at, stack: at.stack.with(place, { ...screen, state: next(state) } as Screen) }
}

function newScreen<Name extends ScreenName>({ nextKey }: Navigation, name: Name, state: ScreenStates[Name]): Screen {
  return { key: nextKey, name, state } as Screen
}

/** The state of a screen, if it belongs to that view. */
export function stateOf<Name extends ScreenName>(
  name: Name,
  screen: Screen | undefined,
): ScreenStates[Name] | undefined {
  // TypeScript cannot see that a screen's name and its state belong together.
  return screen?.name === name ? (screen.state as ScreenStates[Name]) : undefined
}

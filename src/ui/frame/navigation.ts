// Where the user is: a stack of screens, each with its state. Pure.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { deckStart } from '../views/deck/state.ts'
import type { ScreenStates } from './screen-states.ts'

export type ScreenName = keyof ScreenStates

interface ScreenOf<Name extends ScreenName> {
  /** Distinguishes it from every other screen, including those of the same view. */
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

export const initialNavigation: Navigation = { stack: [deck], nextKey: 1 }

/** The screen that is shown. */
export function topScreen(at: Navigation): Screen {
  return at.stack.at(-1) ?? deck
}

/** The job that the screen on top shows; null on one that shows none, or many. */
export function openJob(at: Navigation): JobKey | null {
  const { state } = topScreen(at)
  return 'job' in state ? state.job : null
}

/** The stack with another screen on top. */
export function pushScreen<Name extends ScreenName>(at: Navigation, name: Name, state: ScreenStates[Name]): Navigation {
  return { stack: [...at.stack, newScreen(at, name, state)], nextKey: at.nextKey + 1 }
}

/** The stack without its topmost screen; the deck stays. */
export function popScreen(at: Navigation): Navigation {
  return at.stack.length > 1 ? { ...at, stack: at.stack.slice(0, -1) } : at
}

/** The stack with another screen in place of the topmost one. */
export function replaceTop<Name extends ScreenName>(at: Navigation, name: Name, state: ScreenStates[Name]): Navigation {
  return { stack: [...at.stack.slice(0, -1), newScreen(at, name, state)], nextKey: at.nextKey + 1 }
}

/** The stack with the state of a view's topmost screen changed; unchanged when the view has none. */
export function changeScreen<Name extends ScreenName>(
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

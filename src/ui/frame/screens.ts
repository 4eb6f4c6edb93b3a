// Going from screen to screen. Whatever is typed after the key that leads to another screen is for that screen: it waits until
// it has been drawn.
import type { StoreApi } from 'zustand/vanilla'
import type { Keyboard } from '../keys/keyboard.ts'
import { changed, type Navigation, popped, pushed, type ScreenName, turned } from './navigation.ts'
import type { ScreenStates } from './screen-states.ts'

export interface Screens {
  open<Name extends ScreenName>(name: Name, state: ScreenStates[Name]): void
  /** One step back; on the deck it does nothing. */
  back(): void
  /** Another screen in the place of the one on top. */
  turnTo<Name extends ScreenName>(name: Name, state: ScreenStates[Name]): void
  /** Changes what the topmost screen of a view keeps, wherever it lies. */
  change<Name extends ScreenName>(name: Name, next: (state: ScreenStates[Name]) => ScreenStates[Name]): void
  /** Leaves the deck. */
  quit(): void
}

export function createScreens(navigation: StoreApi<Navigation>, keyboard: Keyboard, quit: () => void): Screens {
  const go = (next: (at: Navigation) => Navigation) => {
    const at = navigation.getState()
    const to = next(at)
    if (to === at) return
    keyboard.handOver()
    navigation.setState(to)
  }
  return {
    open: (name, state) => go((at) => pushed(at, name, state)),
    back: () => go(popped),
    turnTo: (name, state) => go((at) => turned(at, name, state)),
    change: (name, next) => navigation.setState((at) => changed(at, name, next)),
    quit,
  }
}

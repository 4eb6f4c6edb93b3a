// Moves between screens. Commands pressed after the key that opens another screen do nothing until that screen has been drawn.
import type { StoreApi } from 'zustand/vanilla'
import type { Keyboard } from '../keys/keyboard.ts'
import { changeScreen, type Navigation, popScreen, pushScreen, replaceTop, type ScreenName } from './navigation.ts'
import type { ScreenStates } from './screen-states.ts'

export interface Screens {
  open<Name extends ScreenName>(name: Name, state: ScreenStates[Name]): void
  /** One step back; on the deck it does nothing. */
  back(): void
  /** Replaces the screen on top with another one. */
  replaceTop<Name extends ScreenName>(name: Name, state: ScreenStates[Name]): void
  /** Changes the state of the topmost screen of a view, wherever it is in the stack. */
  change<Name extends ScreenName>(name: Name, next: (state: ScreenStates[Name]) => ScreenStates[Name]): void
  /** Leaves the deck. */
  quit(): void
}

/** @param mayOpen whether a screen may be opened now; it says itself why not */
export function createScreens(
  navigation: StoreApi<Navigation>,
  keyboard: Keyboard,
  quit: () => void,
  mayOpen: (name: ScreenName) => boolean = () => true,
): Screens {
  const go = (next: (at: Navigation) => Navigation) => {
    const at = navigation.getState()
    const to = next(at)
    if (to === at) return
    keyboard.handOver()
    navigation.setState(to)
  }
  return {
    open: (name, state) => {
      if (mayOpen(name)) go((at) => pushScreen(at, name, state))
    },
    back: () => go(popScreen),
    replaceTop: (name, state) => go((at) => replaceTop(at, name, state)),
    change: (name, next) => navigation.setState((at) => changeScreen(at, name, next)),
    quit,
  }
}

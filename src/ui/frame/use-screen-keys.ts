// The keys of a screen that others can cover: its state is kept in the stack, so that it survives while the screen is hidden.
import type { DeckCommands } from '../../app/deck/deck-commands.ts'
import type { KeyTable } from '../keys/key-table.ts'
import type { Keystroke } from '../keys/keystrokes.ts'
import { activeKeys, useKeys } from '../keys/use-keys.ts'
import { useDeckContext } from './deck-context.tsx'
import { type Screen, type ScreenName, stateOf } from './navigation.ts'
import type { ScreenStates } from './screen-states.ts'
import type { Screens } from './screens.ts'

/** What the rows of such a screen are run with. */
export interface ScreenAt<State> {
  /** As the previous key left it. */
  readonly state: State
  readonly change: (next: State) => void
  readonly screens: Screens
  readonly commands: DeckCommands
}

/** The keys of a screen: one table, or the one for its state, and where a `text` table puts what is typed. */
export interface ScreenKeys<State, At> {
  readonly tableOf: (state: State) => KeyTable<At>
  readonly type?: (at: At, stroke: Keystroke) => void
  /** Says that text which arrived all at once was not taken for commands. */
  readonly ignore?: (at: At) => void
}

/**
 * @param frame what the keys need to know about the frame on the screen, such as how far it scrolls. It depends on the store
 * and on the terminal's size, never on the screen's own state, so it holds for every key of a batch.
 * @returns what the rows would be run with now, for the footer
 */
export function useScreenKeys<Name extends ScreenName, Frame>(
  screen: Screen<Name>,
  keys:
    | KeyTable<ScreenAt<ScreenStates[Name]> & Frame>
    | ScreenKeys<ScreenStates[Name], ScreenAt<ScreenStates[Name]> & Frame>,
  frame: Frame,
): ScreenAt<ScreenStates[Name]> & Frame {
  const { navigation, screens, commands } = useDeckContext()
  const { name, state } = screen
  const { tableOf, type, ignore } =
    'tableOf' in keys ? keys : { tableOf: () => keys, type: undefined, ignore: undefined }
  const latest = () => {
    const { stack } = navigation.getState()
    const current = stack.find(({ key }) => key === screen.key)
    return stateOf(name, current) ?? state
  }
  const change = (next: ScreenStates[Name]) => screens.change(name, () => next)
  const now = () => ({ ...frame, state: latest(), change, screens, commands })
  const typed = (stroke: Keystroke) => {
    if (tableOf(latest()).mode === 'text') type?.(now(), stroke)
  }
  useKeys({
    active: () => activeKeys(tableOf(latest()), now()),
    type: typed,
    paste: (text) => typed({ key: '', text }),
    ignore: () => ignore?.(now()),
  })
  return { ...frame, state, change, screens, commands }
}

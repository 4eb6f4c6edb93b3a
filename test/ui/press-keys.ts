// Presses keys without a terminal: each goes through the key tables to the screen on top, with the frame that it would have
// drawn.
import { createStore } from 'zustand/vanilla'
import type { DeckState } from '../../src/app/deck/deck-state.ts'
import { innerSize } from '../../src/ui/cells/box.ts'
import { headerLines } from '../../src/ui/frame/chrome-layout.ts'
import { documentFrame, type Extent } from '../../src/ui/frame/document.ts'
import { headerState } from '../../src/ui/frame/header-state.ts'
import { initialNavigation, type Navigation, type Screen, topScreen } from '../../src/ui/frame/navigation.ts'
import type { ScreenStates } from '../../src/ui/frame/screen-states.ts'
import { createScreens } from '../../src/ui/frame/screens.ts'
import { paneView } from '../../src/ui/job/job-view.ts'
import type { KeyTable } from '../../src/ui/keys/key-table.ts'
import { createKeyboard } from '../../src/ui/keys/keyboard.ts'
import { createKeymap } from '../../src/ui/keys/keymap.ts'
import { runKey } from '../../src/ui/keys/use-keys.ts'
import { filterKeys } from '../../src/ui/views/deck/filter-keys.ts'
import { deckKeys } from '../../src/ui/views/deck/keys.ts'
import { layOut, settled } from '../../src/ui/views/deck/layout.ts'
import { detailKeys } from '../../src/ui/views/detail/keys.ts'
import { detailFrame } from '../../src/ui/views/detail/lines.ts'
import { searchKeys } from '../../src/ui/views/detail/search-keys.ts'
import { droppedKeys } from '../../src/ui/views/dropped/keys.ts'
import { droppedLines } from '../../src/ui/views/dropped/lines.ts'
import { eventKeys } from '../../src/ui/views/event/keys.ts'
import { eventLines } from '../../src/ui/views/event/lines.ts'
import { helpKeys } from '../../src/ui/views/help/keys.ts'
import { helpLines } from '../../src/ui/views/help/lines.ts'
import { keyTables } from '../../src/ui/views/views.ts'
import { recordedCommands } from './fixtures.ts'
import { historyViewOf } from './histories.ts'

/** The default keys. */
export const keymap = createKeymap(keyTables)

export interface Pressed {
  readonly to: Navigation
  /** What the keys asked of the deck, and `quit`. */
  readonly asked: readonly string[]
}

/** The keys one after the other, on a screen of `size`. */
export function pressKeys(
  keys: readonly string[],
  state: DeckState,
  size: { readonly columns: number; readonly rows: number },
  from: Navigation = initialNavigation,
): Pressed {
  const navigation = createStore<Navigation>(() => from)
  const store = createStore(() => state)
  const commands = recordedCommands(store.getState)
  const asked: string[] = []
  const screens = createScreens(navigation, createKeyboard(), () => asked.push('quit'))
  const body = { columns: size.columns, rows: size.rows - headerLines(headerState(state), keymap, size).length - 1 }
  const { cells } = innerSize(body.columns, body.rows)
  const extentOf = (lines: Parameters<typeof documentFrame>[1]): Extent => documentFrame([], lines, 0, body).extent

  const press = (key: string) => {
    const screen = topScreen(navigation.getState())
    const run = <Name extends keyof ScreenStates, Frame>(
      { name, state: kept }: Screen<Name>,
      table: KeyTable<never>,
      frame: Frame,
    ) => {
      const change = (next: ScreenStates[Name]) => screens.change(name, () => next)
      runKey(keymap, table, key, { ...frame, state: kept, change, screens, commands } as never)
    }
    if (screen.name === 'deck') {
      const shown = settled(screen.state, layOut(screen.state, state, body), state)
      screens.change('deck', () => shown)
      run({ ...screen, state: shown }, shown.typing ? filterKeys : deckKeys, { store, size: body })
    } else if (screen.name === 'detail') {
      const view = paneView(state, screen.state.job)
      const history = historyViewOf(view?.job, screen.state.search)
      const extent = view
        ? detailFrame(view, screen.state, history, keymap, body).extent
        : { lines: 0, rows: 0, above: 0 }
      run(screen, screen.state.typing ? searchKeys : detailKeys, {
        history,
        extent,
        lend: (callback: () => Promise<void>) => callback(),
      })
    } else if (screen.name === 'event') {
      const { job, index } = screen.state
      const history = historyViewOf(state.jobs.get(job))
      const entry = history.at(index)
      run(screen, eventKeys, { history, extent: extentOf(entry ? eventLines(entry, cells) : []) })
    } else if (screen.name === 'dropped')
      run(screen, droppedKeys, { extent: extentOf(droppedLines(state.drops, cells)) })
    else if (screen.name === 'help')
      run(screen, helpKeys, { extent: extentOf(helpLines(screen.state.about, keymap, cells)) })
    else throw new Error(`the dialog ${screen.name} has keys of another kind`)
    asked.push(...commands.asked.splice(0))
  }
  for (const key of keys) press(key)
  return { to: navigation.getState(), asked }
}

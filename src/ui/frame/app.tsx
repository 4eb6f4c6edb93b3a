// The whole terminal: the header, and below it the screen on top of the stack.
import { Box, useWindowSize } from 'ink'
import { memo, useCallback, useContext, useMemo } from 'react'
import type { StoreApi } from 'zustand/vanilla'
import type { DeckCommands } from '../../app/deck/deck-commands.ts'
import type { DeckState } from '../../app/deck/deck-state.ts'
import { safe, wrapCells } from '../../domain/text/safe-text.ts'
import { span } from '../cells/line.ts'
import { Rows } from '../cells/rows.tsx'
import type { Size } from '../cells/size.ts'
import { dimTheme, ThemeContext } from '../cells/theme.ts'
import { BackdropContext } from '../forms/backdrop.ts'
import { KeyboardContext } from '../keys/keyboard.ts'
import { KeyboardInput } from '../keys/keyboard-input.tsx'
import { createKeymap, KeymapContext, useKeymap } from '../keys/keymap.ts'
import { VisibleContext } from '../keys/use-keys.ts'
import type { KeySettings } from '../keys/user-bindings.ts'
import { keyTables, views } from '../views/views.ts'
import { headerLines, minSize } from './chrome-layout.ts'
import { DeckContext, useDeck, useNavigation } from './deck-context.tsx'
import { headerState } from './header-state.ts'
import { type Navigation, type ScreenName, topScreen } from './navigation.ts'
import { createScreens } from './screens.ts'
import type { ScreenProps, View } from './view.ts'

export interface AppProps {
  readonly store: StoreApi<DeckState>
  readonly navigation: StoreApi<Navigation>
  readonly commands: DeckCommands
  /** The user's bindings; the defaults without them. */
  readonly keys?: KeySettings
  /** The user wants to leave. */
  readonly onQuit: () => void
}

export function App({ keys, ...deck }: AppProps) {
  const keymap = useMemo(() => createKeymap(keyTables, keys), [keys])
  return (
    <KeymapContext value={keymap}>
      <KeyboardInput>
        <Layout {...deck} />
      </KeyboardInput>
    </KeymapContext>
  )
}

const looking: ReadonlySet<ScreenName> = new Set(['deck', 'detail', 'event', 'dropped', 'help'])

function Layout({ store, navigation, commands, onQuit }: AppProps) {
  const size = useWindowSize()
  const keyboard = useContext(KeyboardContext)
  const screens = useMemo(() => {
    // In a replay there is something to look at and nothing to act on: the commands say why.
    const mayOpen = (name: ScreenName) => store.getState().replay === null || looking.has(name) || commands.refuse()
    return createScreens(navigation, keyboard, onQuit, mayOpen)
  }, [store, commands, navigation, keyboard, onQuit])
  const deck = useMemo(() => ({ store, navigation, screens, commands }), [store, navigation, screens, commands])
  const isLargeEnough = size.columns >= minSize.columns && size.rows >= minSize.rows
  return (
    <DeckContext value={deck}>
      {/* As wide as Ink believes the terminal to be: right after it has become narrower, rows are truncated as texts. Clipping
          would measure every row of every frame. */}
      <Box width="100%" height={size.rows} flexDirection="column" overflowY="hidden">
        {isLargeEnough ? null : <TooSmall size={size} />}
        {/* Hidden, not unmounted: what was typed into a form is still there once the terminal is large enough again. */}
        <Box display={isLargeEnough ? 'flex' : 'none'} flexDirection="column">
          <VisibleContext value={isLargeEnough}>
            <Screens size={isLargeEnough ? size : minSize} />
          </VisibleContext>
        </Box>
      </Box>
    </DeckContext>
  )
}

function TooSmall({ size }: { readonly size: Size }) {
  const words = safe`jobdeck needs at least ${minSize.columns}×${minSize.rows} (now ${size.columns}×${size.rows})`
  return <Rows lines={wrapCells(words, size.columns, size.rows).map((row) => [span(row)])} />
}

function Screens({ size }: { readonly size: Size }) {
  const screen = useNavigation(topScreen)
  const below = useNavigation(({ stack }) => stack.findLast(({ name }) => views[name].Backdrop))
  const backdrop = useCallback((room: Size) => (below ? <Behind screen={below} {...room} top={0} /> : null), [below])
  const header = headerLines(useDeck(headerState), useKeymap(), size)
  const rows = size.rows - header.length
  return (
    <>
      <Rows lines={header} />
      <Box height={rows} overflowY="hidden">
        <BackdropContext value={backdrop}>
          <Top key={screen.key} screen={screen} columns={size.columns} rows={rows} top={header.length} />
        </BackdropContext>
      </Box>
    </>
  )
}

function Behind<Name extends ScreenName>(props: ScreenProps<Name>) {
  const { Backdrop } = viewOf<Name>(props.screen.name)
  return <ThemeContext value={dimTheme}>{Backdrop ? <Backdrop {...props} /> : null}</ThemeContext>
}

/** Memoised: the header changes every second, the screen usually does not. */
const Top = memo(function Top<Name extends ScreenName>(props: ScreenProps<Name>) {
  const { Screen: TopScreen } = viewOf<Name>(props.screen.name)
  return <TopScreen {...props} />
})

/** TypeScript cannot see that a screen and its view have the same name. */
function viewOf<Name extends ScreenName>(name: ScreenName): View<Name> {
  return views[name] as unknown as View<Name>
}

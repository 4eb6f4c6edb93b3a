// The whole screen: header, the screen on top of the stack, footer; exactly as large as the terminal. All keys outside of
// dialogs are taken here and nowhere else.
import { Box, Text, useWindowSize } from 'ink'
import { useContext, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { StoreApi } from 'zustand/vanilla'
import type { DeckCommands } from '../../app/deck/deck-commands.ts'
import type { DeckState } from '../../app/deck/deck-state.ts'
import { KeyboardContext } from '../keys/keyboard.ts'
import { KeyboardInput } from '../keys/keyboard-input.tsx'
import type { Keystroke } from '../keys/keystrokes.ts'
import { DeckScreen } from '../views/deck/view.tsx'
import { DetailScreen } from '../views/detail/view.tsx'
import { bodySize, headerLines, minSize, type Size } from './chrome-layout.ts'
import { DeckContext, useDeck, useDeckContext, useNavigation } from './deck-context.tsx'
import { DialogScreen } from './dialog-screen.tsx'
import { DocumentView } from './document-screen.tsx'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { type Effect, type Navigation, type Screen, topScreen } from './navigation.ts'
import { press as pressOnDeck } from './press.ts'
import { surroundingsOf } from './surroundings.ts'

export interface AppProps {
  readonly store: StoreApi<DeckState>
  readonly navigation: StoreApi<Navigation>
  readonly commands: DeckCommands
  /** The person wants to leave. */
  readonly onQuit: () => void
}

/** The screens that take their keys themselves. */
const dialogs: ReadonlySet<Screen['name']> = new Set(['register', 'emit', 'broker'])

/** Does what a key asked for outside of the screen. */
function run(effect: Effect, commands: DeckCommands, onQuit: () => void): void {
  if (effect.kind === 'hold-order') commands.holdOrder()
  else if (effect.kind === 'mark-seen') commands.markSeen(effect.job)
  else if (effect.kind === 'reconnect') commands.reconnect()
  else onQuit()
}

export function App({ store, navigation, commands, onQuit }: AppProps) {
  return (
    <DeckContext value={{ store, navigation, commands }}>
      <KeyboardInput>
        <Whole onQuit={onQuit} />
      </KeyboardInput>
    </DeckContext>
  )
}

function Whole({ onQuit }: Pick<AppProps, 'onQuit'>) {
  const size = useWindowSize()
  useDeckKeys(size, onQuit)
  const isLargeEnough = size.columns >= minSize.columns && size.rows >= minSize.rows
  return (
    // As wide as Ink knows the terminal to be: where it has just become narrower, rows are cut as texts. Clipping would
    // measure every row of every frame.
    <Box width="100%" height={size.rows} flexDirection="column" overflowY="hidden">
      {isLargeEnough ? null : <TooSmall size={size} />}
      {/* Not taken away: what was typed into a form is still there when the terminal is large again. */}
      <Box display={isLargeEnough ? 'flex' : 'none'} flexDirection="column">
        <Screens size={isLargeEnough ? size : minSize} />
      </Box>
    </Box>
  )
}

/** Has the keyboard while no dialog does. The key that opens a dialog is the last one until the dialog has been drawn. */
function useDeckKeys(size: Size, onQuit: () => void): void {
  const { store, navigation, commands } = useDeckContext()
  const keyboard = useContext(KeyboardContext)
  const isOpening = useRef(false)
  const [opened, setOpened] = useState(0)
  const press = useEffectEvent(({ key }: Keystroke) => {
    const at = navigation.getState()
    const { to, effects } = pressOnDeck(key, at, surroundingsOf(store.getState(), at, size))
    if (to !== at && dialogs.has(topScreen(to).name)) {
      isOpening.current = true
      setOpened((count) => count + 1)
    }
    navigation.setState(to)
    for (const effect of effects) run(effect, commands, onQuit)
  })
  useEffect(
    // Pasted text is no keys: on the deck it means nothing.
    () => keyboard.hold({ mode: () => (isOpening.current ? 'later' : 'keys'), press, paste: () => {} }),
    [keyboard],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs after the commit that has drawn the dialog
  useEffect(() => {
    isOpening.current = false
    keyboard.drain()
  }, [keyboard, opened])
}

function TooSmall({ size }: { readonly size: Size }) {
  const words = `jobdeck needs at least ${minSize.columns}×${minSize.rows} (now ${size.columns}×${size.rows})`
  return <Text>{words}</Text>
}

function Screens({ size }: { readonly size: Size }) {
  const screen = useNavigation(topScreen)
  const headerRows = useDeck((state) => headerLines(state, size).length)
  const body = bodySize(headerRows, size)
  return (
    <>
      <Header size={size} />
      <Box height={body.rows} overflowY="hidden">
        <Body screen={screen} size={body} top={headerRows} />
      </Box>
      <Footer body={body} />
    </>
  )
}

function Body({ screen, size, top }: { readonly screen: Screen; readonly size: Size; readonly top: number }) {
  switch (screen.name) {
    case 'deck':
      return <DeckScreen size={size} />
    case 'detail':
      return <DetailScreen screen={screen} size={size} />
    case 'event':
    case 'messages':
    case 'help':
      return <DocumentView screen={screen} size={size} />
    case 'register':
    case 'emit':
    case 'broker':
      return <DialogScreen screen={screen} size={size} top={top} />
  }
}

// The whole screen: header, the screen on top of the stack, footer; exactly as large as the terminal. All keys outside of
// dialogs arrive here and nowhere else.
import { Box, Text, useInput, usePaste, useWindowSize } from 'ink'
import { useState } from 'react'
import type { StoreApi } from 'zustand/vanilla'
import type { MonitorCommands } from '../monitor/deck-commands.ts'
import type { DeckState } from '../monitor/deck-state.ts'
import { bodySize, headerLines, minSize, type Size } from './chrome/chrome-layout.ts'
import { Footer } from './chrome/footer.tsx'
import { Header } from './chrome/header.tsx'
import { DeckContext, useDeck, useNavigation } from './deck-context.tsx'
import { strokeNamed } from './input/keystrokes.ts'
import { TypedAheadContext, typedAhead } from './input/typed-ahead.ts'
import { keyNames } from './key-names.ts'
import { type Effect, type Navigation, type Screen, topScreen } from './navigation.ts'
import { press } from './press.ts'
import { DeckScreen } from './screens/deck-screen.tsx'
import { DetailScreen } from './screens/detail-screen.tsx'
import { DialogScreen } from './screens/dialog-screen.tsx'
import { DocumentView } from './screens/document-screen.tsx'
import { surroundingsOf } from './surroundings.ts'

export interface AppProps {
  readonly store: StoreApi<DeckState>
  readonly navigation: StoreApi<Navigation>
  readonly commands: MonitorCommands
  /** The person wants to leave. */
  readonly onQuit: () => void
}

/** The screens that take their keys themselves; what is left of a batch that opens one is theirs. */
const dialogs: ReadonlySet<Screen['name']> = new Set(['register', 'emit', 'broker'])

/** Does what a key asked for outside of the screen. */
function run(effect: Effect, commands: MonitorCommands, onQuit: () => void): void {
  if (effect.kind === 'hold-order') commands.holdOrder()
  else if (effect.kind === 'mark-seen') commands.markSeen(effect.jobId)
  else if (effect.kind === 'reconnect') commands.reconnect()
  else onQuit()
}

export function App({ store, navigation, commands, onQuit }: AppProps) {
  const size = useWindowSize()
  const [ahead] = useState(typedAhead)
  useInput((input, key) => {
    const names = keyNames(input, key)
    for (const [index, name] of names.entries()) {
      const at = navigation.getState()
      const { to, effects } = press(name, at, surroundingsOf(store.getState(), at, size))
      if (to !== at && dialogs.has(topScreen(to).name)) ahead.put(names.slice(index + 1).map(strokeNamed))
      navigation.setState(to)
      for (const effect of effects) run(effect, commands, onQuit)
    }
  })
  // Pasted text is no keys: on the deck it means nothing.
  usePaste(() => {})
  const isLargeEnough = size.columns >= minSize.columns && size.rows >= minSize.rows
  return (
    <DeckContext value={{ store, navigation, commands }}>
      {/* As wide as Ink knows the terminal to be: where it has just become narrower, rows are cut as texts. Clipping would
          measure every row of every frame. */}
      <Box width="100%" height={size.rows} flexDirection="column" overflowY="hidden">
        <TypedAheadContext value={ahead}>
          {isLargeEnough ? <Screens size={size} /> : <TooSmall size={size} />}
        </TypedAheadContext>
      </Box>
    </DeckContext>
  )
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

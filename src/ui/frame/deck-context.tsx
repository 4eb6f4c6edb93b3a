// How components reach the store, the commands and the screens: with narrow selectors, so that each is redrawn only when
// what it shows has changed.
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { StoreApi } from 'zustand/vanilla'
import type { DeckCommands } from '../../app/deck/deck-commands.ts'
import type { DeckState } from '../../app/deck/deck-state.ts'
import type { Navigation } from './navigation.ts'
import type { Screens } from './screens.ts'

export interface Deck {
  readonly store: StoreApi<DeckState>
  readonly navigation: StoreApi<Navigation>
  readonly screens: Screens
  readonly commands: DeckCommands
}

export const DeckContext = createContext<Deck | null>(null)

/** The store, the commands and the screens themselves, for code that acts on them. */
export function useDeckContext(): Deck {
  const deck = useContext(DeckContext)
  if (!deck) throw new Error('a component of the deck is outside of DeckContext')
  return deck
}

/** A part of the store; the component is redrawn when the part or one of its fields changes. */
export function useDeck<Part>(select: (state: DeckState) => Part): Part {
  return useStore(useDeckContext().store, useShallow(select))
}

/** A part of the navigation state. */
export function useNavigation<Part>(select: (at: Navigation) => Part): Part {
  return useStore(useDeckContext().navigation, useShallow(select))
}

// The keys that every screen above the deck has: help, back, quit.
import type { ViewRow } from '../keys/key-table.ts'
import type { ScreenAt } from './use-screen-keys.ts'

type Leaving = Pick<ScreenAt<unknown>, 'screens'>

export const leaveRows: readonly ViewRow<Leaving>[] = [
  {
    name: 'back',
    keys: ['esc', 'q'],
    hint: 'back',
    footer: 'always',
    isExit: true,
    run: ({ screens }) => screens.back(),
  },
  {
    name: 'quit',
    keys: ['ctrl-c'],
    hint: 'quit',
    footer: 'help',
    isExit: true,
    run: ({ screens }) => screens.quit(),
  },
]

/** @param about the view that the help page starts with */
export function helpRow(about: string, footer: 'always' | 'room'): ViewRow<Leaving> {
  return {
    name: 'help',
    keys: ['?'],
    hint: 'help',
    footer,
    run: ({ screens }) => screens.open('help', { about, top: 0 }),
  }
}

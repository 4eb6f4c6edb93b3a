// The broker dialog as a pure value: where the selection is, and what a key asks for.
import type { ProfileView } from '../../../app/brokers/profile-view.ts'
import { dialogCommand } from '../../keys/dialog-bindings.ts'
import type { Keystroke } from '../../keys/keystrokes.ts'
import type { Step } from '../../keys/use-keystrokes.ts'

export interface BrokerState {
  /** The profile that the selection is on, by name: the list may change below it. */
  readonly selected: string
  /** Said at the foot, such as why something was not done; null for nothing. */
  readonly message: string | null
}

export type BrokerEffect =
  | { readonly type: 'leave' }
  | { readonly type: 'switch'; readonly name: string }
  | { readonly type: 'add' }
  | { readonly type: 'edit'; readonly name: string }
  /** Asks first. */
  | { readonly type: 'remove'; readonly name: string }
  | { readonly type: 'check' }

type BrokerStep = Step<BrokerState, BrokerEffect>

/** The dialog with the selection on a profile. */
export function brokerStart(selected: string, message: string | null): BrokerState {
  return { selected, message }
}

/** The place of the selection in the list; the first one when its profile is gone. */
export function selectedIndex(state: BrokerState, profiles: readonly ProfileView[]): number {
  return Math.max(
    0,
    profiles.findIndex(({ name }) => name === state.selected),
  )
}

/** The dialog after one keystroke. */
export function pressBroker(state: BrokerState, stroke: Keystroke, profiles: readonly ProfileView[]): BrokerStep {
  const index = selectedIndex(state, profiles)
  const profile = profiles[index]
  const command = dialogCommand('broker', stroke.key)
  const select = (to: number): BrokerStep =>
    stay({ ...state, message: null, selected: profiles[Math.min(to, profiles.length - 1)]?.name ?? state.selected })
  switch (command) {
    case 'previous-profile':
      return select(Math.max(0, index - 1))
    case 'next-profile':
      return select(index + 1)
    case 'first-profile':
      return select(0)
    case 'last-profile':
      return select(profiles.length - 1)
    case 'add-profile':
      return { state, effect: { type: 'add' } }
    case 'check-profiles':
      return { state, effect: { type: 'check' } }
    case 'leave':
      return { state, effect: { type: 'leave' } }
    case 'switch':
      return profile ? { state, effect: { type: 'switch', name: profile.name } } : stay(state)
    case 'edit-profile':
      if (profile?.origin === 'built-in') return stay(builtIn(state, profile))
      return profile ? { state, effect: { type: 'edit', name: profile.name } } : stay(state)
    case 'remove-profile':
      if (profile?.origin === 'built-in') return stay(builtIn(state, profile))
      return profile ? { state, effect: { type: 'remove', name: profile.name } } : stay(state)
    default:
      return stay(state)
  }
}

function stay(state: BrokerState): BrokerStep {
  return { state, effect: null }
}

function builtIn(state: BrokerState, { name }: ProfileView): BrokerState {
  return { ...state, message: `${name} is built in: it cannot be changed or removed; a adds a profile` }
}

// The broker dialog as a pure value: the selection and the message at the foot.
import type { ProfileView } from '../../../app/brokers/profile-view.ts'

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly brokers: Readonly<Record<string, never>>
  }
}

export interface BrokerState {
  /** The selected profile, by name: the list may change underneath. */
  readonly selected: string
  /** A message at the foot, such as why something was not done; null for none. */
  readonly message: string | null
}

/** The dialog with the selection on a profile. */
export function brokerStart(selected: string, message: string | null): BrokerState {
  return { selected, message }
}

/** The index of the selection in the list; that of the first profile when the selected one is gone. */
export function selectedIndex(state: BrokerState, profiles: readonly ProfileView[]): number {
  return Math.max(
    0,
    profiles.findIndex(({ name }) => name === state.selected),
  )
}

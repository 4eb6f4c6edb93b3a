// The broker dialog as a pure value: where the selection is, and what is said at the foot.
import type { ProfileView } from '../../../app/brokers/profile-view.ts'

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly brokers: Readonly<Record<string, never>>
  }
}

export interface BrokerState {
  /** The profile that the selection is on, by name: the list may change below it. */
  readonly selected: string
  /** Said at the foot, such as why something was not done; null for nothing. */
  readonly message: string | null
}

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

// How far the user has scrolled in the dropped messages.
import type { DocumentState } from '../../frame/scroll-keys.ts'

export type DroppedState = DocumentState

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly dropped: DroppedState
  }
}

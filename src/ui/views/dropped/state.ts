// How far down the person has scrolled in the dropped messages.
import type { DocumentState } from '../../frame/scroll-keys.ts'

export type DroppedState = DocumentState

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly dropped: DroppedState
  }
}

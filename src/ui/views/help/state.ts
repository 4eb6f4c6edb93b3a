// Which view the help page starts with, and how far the user has scrolled.
import type { DocumentState } from '../../frame/scroll-keys.ts'

export interface HelpState extends DocumentState {
  readonly about: string
}

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly help: HelpState
  }
}

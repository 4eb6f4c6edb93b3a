// The job menu as a pure value: the list of actions, or the question before one of them.
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { MenuAction } from './actions.ts'

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly menu: {
      /** Fixed when the menu opens: it acts on these and on no other. */
      readonly jobs: readonly JobKey[]
      readonly of: 'selected' | 'marked'
    }
  }
}

export type MenuState =
  | { readonly stage: 'list'; readonly note: string | null }
  /** `jobs` are those that the question names. */
  | { readonly stage: 'ask'; readonly action: MenuAction; readonly jobs: readonly JobKey[] }

export const menuStart: MenuState = { stage: 'list', note: null }

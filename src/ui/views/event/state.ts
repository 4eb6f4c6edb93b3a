// Which event is open, and how far the user has scrolled.
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { DocumentState } from '../../frame/scroll-keys.ts'

export interface EventState extends DocumentState {
  readonly job: JobKey
  /** Its index in the history. */
  readonly index: number
}

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly event: EventState
  }
}

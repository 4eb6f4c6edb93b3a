// Which event is open, and how far the user has scrolled.
import type { HistoryEntry } from '../../../domain/jobs/job.ts'
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { DocumentState } from '../../frame/scroll-keys.ts'

export interface EventState extends DocumentState {
  readonly job: JobKey
  readonly entry: HistoryEntry
}

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly event: EventState
  }
}

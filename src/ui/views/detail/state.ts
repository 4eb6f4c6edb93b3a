// Where the user is in the detail view of a job. Pure.
import type { JobKey } from '../../../domain/jobs/job-key.ts'
import type { TextBuffer } from '../../editor/text-buffer.ts'
import { type Extent, lastTop } from '../../frame/document.ts'
import type { HistoryCursor } from '../../job/history.ts'

export interface DetailState extends HistoryCursor {
  readonly job: JobKey
  /** What is searched for; empty for nothing. */
  readonly search: string
  /** The search while it is being typed. */
  readonly typing: TextBuffer | null
}

declare module '../../frame/screen-states.ts' {
  interface ScreenStates {
    readonly detail: DetailState
  }
}

export interface DetailExtent extends Extent {
  /** How many lines are above the first event. */
  readonly above: number
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

/** The first line to show with the cursor on event `place`. A cursor that the user has moved is never below the screen. */
export function firstShown({ cursor, lead }: HistoryCursor, place: number, extent: DetailExtent): number {
  const line = extent.above + place
  const most = lastTop(extent)
  if (cursor === null) return clamp(lead === null ? 0 : line - lead, 0, most)
  return clamp(line - Math.min(lead ?? line, extent.rows - 1), 0, most)
}

// The jobs as the store holds them: a live view that is read and never copied. It changes only between two writes of the
// store, and `DeckState.jobsVersion` with it; a job that has not changed stays the same object.
import type { Job, Status } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'

export interface JobsView {
  readonly size: number
  /** How many jobs are in each status; the same object as long as no number changes. */
  readonly counts: Readonly<Record<Status, number>>
  get(key: JobKey): Job | undefined
  /** The job at a place of the order, counted from 0. */
  at(place: number): JobKey | undefined
  /** The jobs at the places from `from` up to but not including `to`. */
  slice(from: number, to: number): readonly JobKey[]
  /** -1 for a job that is not here. */
  placeOf(key: JobKey): number
  /** Whether the person has looked at the job as it stands. */
  isSeen(key: JobKey): boolean
}

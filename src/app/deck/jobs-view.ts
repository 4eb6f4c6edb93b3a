// The jobs as the store holds them: a live view that is read and never copied. It changes only between two writes of the
// store, and `DeckState.jobsVersion` with it; a job that has not changed stays the same object.
import type { Job, Status } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'

export interface JobsView {
  readonly size: number
  /** How many jobs are in each status; the same object as long as no number changes. */
  readonly counts: Readonly<Record<Status, number>>
  get(key: JobKey): Job | undefined
  /** The job at a position in the order, counted from 0. */
  at(place: number): JobKey | undefined
  /** The jobs from position `from` up to but not including `to`. */
  slice(from: number, to: number): readonly JobKey[]
  /** The job's position; -1 for an unknown job. */
  placeOf(key: JobKey): number
  /** Whether the user has seen the job in its current state. */
  isSeen(key: JobKey): boolean
}

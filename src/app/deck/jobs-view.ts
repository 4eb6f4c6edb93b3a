// The jobs as the store holds them: a live view that is read and never copied. It changes only between two writes of the
// store, and `DeckState.jobsVersion` with it; a job that has not changed stays the same object.
import type { JobFlags } from '../../domain/attention/job-flags.ts'
import type { Job, Status } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'

/** Jobs in an order, by position, counted from 0. */
export interface JobList {
  readonly size: number
  at(place: number): JobKey | undefined
  /** The jobs from position `from` up to but not including `to`. */
  slice(from: number, to: number): readonly JobKey[]
  /** The job's position; -1 for a job that is not in the list. */
  placeOf(key: JobKey): number
}

/** The list that is shown: what the filter lets through, by urgency, held while the user presses keys. */
export interface JobsView extends JobList {
  /** How many jobs there are, shown or not. */
  readonly total: number
  /** How many jobs are dismissed: they are neither counted below nor need attention. */
  readonly dismissed: number
  /** How many jobs are in each status; the same object as long as no number changes. */
  readonly counts: Readonly<Record<Status, number>>
  /** How many of those the user has not seen in that status. */
  readonly unseen: Readonly<Record<Status, number>>
  /** All that need attention, the newest question first. It is never held, and no filter leaves any out. */
  readonly attention: JobList
  /** Whether the order is held. */
  readonly isHeld: boolean
  /** Any job, shown or not. */
  get(key: JobKey): Job | undefined
  /** Whether the user has seen the job in its current state. */
  isSeen(key: JobKey): boolean
  /** What the user has decided about the job. */
  flagsOf(key: JobKey): JobFlags
  /** How many jobs are first in the list because they need attention. */
  attentionFirst(): number
  /** The position of the first job that has ended; `size` when none has. */
  firstEnded(): number
  /** The position of the first job that had ended by a moment of the monotonic clock; `size` when none had. */
  firstEndedBy(atMs: number): number
}

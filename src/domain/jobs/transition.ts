// How one job changed from one moment to the next, and why.
import type { Job, Status } from './job.ts'
import type { JobKey } from './job-key.ts'

/**
 * Why a job changed: by an event that came just now; by what was kept while nobody listened here (by the broker, or for
 * another feed); by what the ledger remembers; by its registry record; because time passed.
 */
export type Cause = 'live' | 'retained' | 'restored' | 'record' | 'tick'

/** One job before and after a change; null where it was not there. */
export interface JobChange {
  readonly key: JobKey
  readonly before: Job | null
  readonly after: Job | null
  readonly cause: Cause
}

/** A change, and the status that a person sees before and after it. */
export interface Transition extends JobChange {
  readonly from: Status | null
  readonly to: Status | null
}

// How one job changed from one moment to the next, and why.
import type { Job, Status } from './job.ts'
import type { JobKey } from './job-key.ts'

/**
 * Why a job changed: `live`, an event that came just now; `retained`, one that was kept by the broker, or that came while
 * another feed was shown; `restored`, one from the ledger; `record`, its registry record; `tick`, the time that passed.
 */
export type Cause = 'live' | 'retained' | 'restored' | 'record' | 'tick'

/** One job before and after a change; null where it did not exist. */
export interface JobChange {
  readonly key: JobKey
  readonly before: Job | null
  readonly after: Job | null
  readonly cause: Cause
}

/** A change, and the status shown before and after it. */
export interface Transition extends JobChange {
  readonly from: Status | null
  readonly to: Status | null
}

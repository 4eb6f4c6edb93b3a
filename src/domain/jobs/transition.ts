// How one job changed from one moment to the next, and why.
import type { Job, Status } from './job.ts'
import type { JobKey } from './job-key.ts'

/**
 * Why a job changed: `live`, an event that came just now; `queued`, one that came among what had waited at the broker while that
 * was out of reach: news, as soon as the last of them is here and has not overtaken it; `retained`, one that was kept by the
 * broker, or that came while another feed was shown; `restored`, one from the ledger; `record`, its registry record; `tick`, the
 * time that passed.
 */
export type Cause = 'live' | 'queued' | 'retained' | 'restored' | 'record' | 'tick'

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

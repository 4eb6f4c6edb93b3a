// How the jobs of the index are counted as they change: by status, those that nobody has seen, and apart from both the dismissed
// ones.
import type { JobFlags } from '../../domain/attention/job-flags.ts'
import type { Job, Status } from '../../domain/jobs/job.ts'
import { StatusCounts } from './status-counts.ts'

/** A job as it was placed last. */
export interface IndexEntry {
  readonly job: Job
  readonly status: Status
  readonly isSeen: boolean
  readonly flags: JobFlags
}

export class EntryCounts {
  readonly counts = new StatusCounts()
  readonly unseen = new StatusCounts()
  #dismissed = 0

  get dismissed(): number {
    return this.#dismissed
  }

  /** A job is placed anew; null where it is not in the index. */
  move(from: IndexEntry | null, to: IndexEntry | null): void {
    this.#dismissed += Number(isDismissed(to)) - Number(isDismissed(from))
    this.counts.move(countedStatus(from), countedStatus(to))
    this.unseen.move(unseenStatus(from), unseenStatus(to))
  }
}

export function isDismissed(entry: IndexEntry | null): boolean {
  return entry !== null && entry.flags.dismissed !== null
}

function countedStatus(entry: IndexEntry | null): Status | null {
  return entry && !isDismissed(entry) ? entry.status : null
}

function unseenStatus(entry: IndexEntry | null): Status | null {
  return entry?.isSeen ? null : countedStatus(entry)
}

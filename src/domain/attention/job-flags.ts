// What the user has decided about a job: that it does not call, and that it is off the deck until it needs somebody again. Pure.
import type { Status } from '../jobs/job.ts'
import type { JobKey } from '../jobs/job-key.ts'

export interface JobFlags {
  /** No bell, no notification and no command for this job. */
  readonly isSilenced: boolean
  /** The state in which it was dismissed, in the words of `stateToSee`; null while it is on the deck. */
  readonly dismissed: string | null
}

export const noFlags: JobFlags = { isSilenced: false, dismissed: null }

/** Whether the user is not to be called for a job with these flags. */
export function neverCalls({ isSilenced, dismissed }: JobFlags): boolean {
  return isSilenced || dismissed !== null
}

const alarming: ReadonlySet<Status> = new Set(['needs-you', 'error', 'timed-out'])

/**
 * The flags of a job that is in this state now: a dismissed job that needs somebody, has failed or timed out comes back, unless
 * that is how it was dismissed. `goesOn`: nothing new has begun, as when a question that was dismissed is repeated; such a
 * job stays dismissed, in its new state. The same object when nothing changes.
 */
export function flagsAt(flags: JobFlags, status: Status, state: string, goesOn: boolean): JobFlags {
  if (flags.dismissed === null || flags.dismissed === state || !alarming.has(status)) return flags
  return { ...flags, dismissed: goesOn ? state : null }
}

/** The flags of every job that has any. */
export class FlagBook {
  readonly #flags = new Map<JobKey, JobFlags>()

  of(key: JobKey): JobFlags {
    return this.#flags.get(key) ?? noFlags
  }

  set(key: JobKey, flags: JobFlags): void {
    if (flags.isSilenced || flags.dismissed !== null) this.#flags.set(key, flags)
    else this.#flags.delete(key)
  }
}

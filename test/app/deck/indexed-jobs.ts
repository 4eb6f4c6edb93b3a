// Jobs in an index, for the tests of its order, its looks and its listing.
import { JobIndex } from '../../../src/app/deck/job-index.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { Cause } from '../../../src/domain/jobs/transition.ts'
import { arrive, foldAll, freshJob, recordFacts } from '../../domain/jobs/build-job.ts'

export const nowMs = 5_000

export const withRunningRecord = (job: Job): Job => ({ ...job, record: recordFacts() })
export const running = (id: string) => withRunningRecord(foldAll([arrive(1, 'started')], freshJob(id)))
export const failed = (id: string) =>
  withRunningRecord(foldAll([arrive(1, 'started'), arrive(2, 'error')], freshJob(id)))
export const asking = (id: string) => withRunningRecord(foldAll([arrive(1, 'permission_required')], freshJob(id)))

export function put(index: JobIndex, jobs: readonly Job[], cause: Cause = 'live'): void {
  for (const job of jobs) index.note({ key: job.key, before: index.get(job.key) ?? null, after: job, cause })
}

/** An index of these jobs, written at `nowMs`. */
export function indexOf(...jobs: readonly Job[]): JobIndex {
  const index = new JobIndex(nowMs)
  put(index, jobs)
  index.write(nowMs)
  return index
}

/** The ids of the jobs in their order. */
export const orderOf = (index: JobIndex) => index.slice(0, index.size).map((key) => index.get(key)?.id)

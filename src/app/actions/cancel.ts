// The user ends a job. Its agent is not notified: nothing is published.
import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { type SetStatusOptions, setStatus } from '../../io/registry/registry.ts'

/** Marks the record as cancelled. Throws `usage` when the job has already ended, and as `setStatus`. */
export async function cancelJob(registryDir: string, jobId: JobId, options: SetStatusOptions): Promise<void> {
  const status = await setStatus(registryDir, jobId, 'cancelled', options)
  if (status !== 'cancelled')
    throw new JobdeckError('usage', `job ${jobId} is already ${status}`, 'a job that has ended cannot be cancelled')
}

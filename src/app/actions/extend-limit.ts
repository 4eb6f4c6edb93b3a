// Gives a job more time: its total limit moves on, in its record.
import { JobdeckError } from '../../domain/failure.ts'
import { hasEnded } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { setTimeoutSec } from '../../io/registry/registry.ts'

const extensionSec = 15 * 60

export interface ExtendOptions {
  readonly clock: Clock
  readonly onWait: () => void
}

/**
 * Moves the total limit of a job, or the present moment where the limit has passed, on by a quarter of an hour. Returns the new
 * limit in seconds. Throws JobdeckError: `usage` when the job has ended, and as `setTimeoutSec`.
 */
export async function extendLimit(registryDir: string, jobId: JobId, options: ExtendOptions): Promise<number> {
  return await setTimeoutSec(registryDir, jobId, options, ({ status, created_at, timeout_sec }) => {
    if (hasEnded(status)) throw new JobdeckError('usage', `job ${jobId} is already ${status}`)
    const createdMs = parseUtcStamp(created_at) ?? Number.NaN
    const ageSec = Math.ceil((options.clock.wallMs() - createdMs) / 1000)
    return Math.round(Math.max(timeout_sec, Number.isFinite(ageSec) ? ageSec : 0)) + extensionSec
  })
}

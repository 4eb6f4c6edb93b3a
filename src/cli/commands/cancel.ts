// `jobdeck cancel`: the person's own end of a job. Its agent is not told: nothing is published.
import type { JobId } from '../../protocol/job-id.ts'
import { JobdeckError } from '../../protocol/jobdeck-error.ts'
import { setStatus } from '../../registry/registry.ts'
import type { CliContext } from '../cli-context.ts'
import { exitStatus } from '../exit-status.ts'
import { registryDirOf, tellsOfLock } from '../registry-of.ts'

/** Marks the record as cancelled. Throws `usage` when the job has ended already. */
export async function runCancel(context: CliContext, jobId: JobId): Promise<number> {
  const status = await setStatus(await registryDirOf(context), jobId, 'cancelled', {
    onWait: tellsOfLock(context),
  })
  if (status !== 'cancelled')
    throw new JobdeckError('usage', `job ${jobId} is ${status} already`, 'a job that has ended cannot be cancelled')
  context.stdout.write(`${jobId} cancelled\n`)
  return exitStatus.done
}

// `jobdeck cancel`: the person's own end of a job. Its agent is not told: nothing is published.

import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { setStatus } from '../../io/registry/registry.ts'
import type { CliContext } from '../context/context.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { noteLockWait } from '../output/note.ts'

/** Marks the record as cancelled. Throws `usage` when the job has ended already. */
export async function runCancel(context: CliContext, jobId: JobId): Promise<number> {
  const status = await setStatus(await registryDirOf(context), jobId, 'cancelled', {
    onWait: noteLockWait(context),
  })
  if (status !== 'cancelled')
    throw new JobdeckError('usage', `job ${jobId} is ${status} already`, 'a job that has ended cannot be cancelled')
  context.stdout.write(`${jobId} cancelled\n`)
  return exitStatus.done
}

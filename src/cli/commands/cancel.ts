// `jobdeck cancel`: marks a job as cancelled.
import { cancelJob } from '../../app/actions/cancel.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { CliContext } from '../context/context.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { noteLockWait } from '../output/note.ts'

/** Cancels the job and prints a confirmation. Throws as `cancelJob`. */
export async function runCancel(context: CliContext, jobId: JobId): Promise<number> {
  await cancelJob(await registryDirOf(context), jobId, { clock: context.clock, onWait: noteLockWait(context) })
  context.stdout.write(`${jobId} cancelled\n`)
  return exitStatus.done
}

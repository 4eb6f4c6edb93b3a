// `jobdeck show`: one record, secrets masked.

import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { safeJson, safeLine, safeLines } from '../../domain/text/safe-text.ts'
import { readRecord } from '../../io/registry/registry.ts'
import type { CliContext } from '../context/context.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { maskedRecord } from '../output/masked-record.ts'

/** Prints a job's record. Throws `bad-data` when it has none. */
export async function runShow(context: CliContext, jobId: JobId, options: { readonly json?: true }): Promise<number> {
  const dir = await registryDirOf(context)
  const record = await readRecord(dir, jobId)
  if (!record)
    throw new JobdeckError('bad-data', `job ${jobId} has no record in ${dir}`, 'jobdeck list shows those that do')
  const masked = maskedRecord(record)
  if (options.json) {
    context.stdout.write(`${safeJson(masked)}\n`)
    return exitStatus.done
  }
  const { prompt, ...fields } = masked
  const width = Math.max(...Object.keys(fields).map((key) => key.length))
  for (const [key, value] of Object.entries(fields)) {
    const shown = typeof value === 'string' ? value : safeJson(value)
    context.stdout.write(`${safeLine(key).padEnd(width)}  ${safeLine(shown)}\n`)
  }
  context.stdout.write(`\n${safeLines(prompt, 10_000).join('\n')}\n`)
  return exitStatus.done
}

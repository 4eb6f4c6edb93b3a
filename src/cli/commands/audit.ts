// `jobdeck audit`: what the ledger of the profile's broker can prove about jobs, and what it is missing.
import { isIncomplete } from '../../app/audit/audit-job.ts'
import { auditJobs } from '../../app/audit/audit-jobs.ts'
import { checkComplete, checkReadable } from '../../app/checks/registry-completeness.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { readLedger } from '../../io/ledger/open-ledger.ts'
import { readRegistry } from '../../io/registry/read-registry.ts'
import type { CliContext } from '../context/context.ts'
import { ledgerLocationOf } from '../context/ledger-location.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { auditJson, auditLines, auditSummary } from '../output/audit-lines.ts'
import { drawn } from '../output/drawn.ts'
import { note, noteProblem } from '../output/note.ts'

/** Prints the audit of these jobs, of every job without any; status 1 when something is missing. Throws as `checkReadable`. */
export async function runAudit(
  context: CliContext,
  jobs: readonly JobId[],
  options: { readonly json?: true },
): Promise<number> {
  const registryDir = await registryDirOf(context)
  const registry = await readRegistry(registryDir)
  checkReadable(registry)
  const { records } = registry
  const location = ledgerLocationOf(context)
  const request = { broker: location.broker, records, jobs, registryDir }
  const report = await readLedger(location, (ledger) => auditJobs(ledger, request), noteProblem(context))
  if (options.json) context.stdout.write(`${auditJson(report)}\n`)
  else for (const audit of report.jobs) context.stdout.write(drawn(context, `${auditLines(audit).join('\n')}\n`))
  if (!options.json) note(context, auditSummary(report))
  for (const { file, explanation } of registry.problems) note(context, `${file}: ${explanation}`)
  if (jobs.length === 0) checkComplete(registry)
  return report.jobs.some(isIncomplete) ? exitStatus.failed : exitStatus.done
}

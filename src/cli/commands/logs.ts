// `jobdeck logs`: the events of a job that the monitor has received, from the ledger of the profile's broker.

import type { JobId } from '../../domain/protocol/job-id.ts'
import { readLedger } from '../../io/ledger/open-ledger.ts'
import type { CliContext } from '../context/context.ts'
import { ledgerLocationOf } from '../context/ledger-location.ts'
import { exitStatus } from '../exit-status.ts'
import { note } from '../output/note.ts'
import { logJson, logLine } from '../output/watch-line.ts'

/** Prints the job's events, each once, oldest first. */
export async function runLogs(context: CliContext, jobId: JobId, options: { readonly json?: true }): Promise<number> {
  const location = ledgerLocationOf(context)
  const { events, unreadable } = await readLedger(location, (ledger) => ledger.jobHistory(jobId))
  const line = options.json ? logJson : logLine
  for (const event of events) context.stdout.write(`${line(event)}\n`)
  if (unreadable > 0) note(context, `${unreadable} entries of the ledger could not be read`)
  if (events.length === 0) note(context, `the ledger of ${location.broker} has no event of ${jobId}`)
  return exitStatus.done
}

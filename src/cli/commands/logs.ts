// `jobdeck logs`: the events of a job that the monitor has received, from the ledger of the profile's broker.

import { jobStory, type StoryPart } from '../../app/audit/job-story.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Ledger } from '../../io/ledger/ledger.ts'
import { readLedger } from '../../io/ledger/open-ledger.ts'
import type { CliContext } from '../context/context.ts'
import { ledgerLocationOf } from '../context/ledger-location.ts'
import { exitStatus } from '../exit-status.ts'
import { note, noteProblem } from '../output/note.ts'
import { gapJson, gapLine, logJson, logLine } from '../output/watch-line.ts'

/** Prints the job's events, each once, oldest first, and the gaps between them. */
export async function runLogs(context: CliContext, jobId: JobId, options: { readonly json?: true }): Promise<number> {
  const location = ledgerLocationOf(context)
  const ask = async (ledger: Ledger) => ({ ...(await ledger.jobHistory(jobId)), gaps: await ledger.gaps() })
  const { events, unreadable, gaps } = await readLedger(location, ask, noteProblem(context))
  const line = options.json ? jsonOf : lineOf
  for (const part of jobStory(events, gaps)) context.stdout.write(`${line(part)}\n`)
  if (unreadable > 0) note(context, `${unreadable} entries of the ledger could not be read`)
  if (events.length === 0) note(context, `the ledger of ${location.broker} has no event of ${jobId}`)
  return exitStatus.done
}

function lineOf(part: StoryPart): string {
  return part.kind === 'event' ? logLine(part.event) : gapLine(part.gap)
}

function jsonOf(part: StoryPart): string {
  return part.kind === 'event' ? logJson(part.event) : gapJson(part.gap)
}

// `jobdeck logs`: the events of a job from the ledger of the profile's broker, and what its log files have that no monitor has read.

import { jobStory, type StoryPart } from '../../app/audit/job-story.ts'
import { newlyLogged, openUnreadLogs } from '../../app/audit/unread-log.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { eventsTopicOf } from '../../domain/protocol/topics.ts'
import type { Ledger } from '../../io/ledger/ledger.ts'
import { readLedger } from '../../io/ledger/open-ledger.ts'
import { readRegistry } from '../../io/registry/read-registry.ts'
import type { CliContext } from '../context/context.ts'
import { ledgerLocationOf } from '../context/ledger-location.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { exitStatus } from '../exit-status.ts'
import { note, noteProblem } from '../output/note.ts'
import { gapJson, gapLine, logJson, logLine } from '../output/watch-line.ts'

/** Prints the job's events, each once, oldest first, and the gaps between them. */
export async function runLogs(context: CliContext, jobId: JobId, options: { readonly json?: true }): Promise<number> {
  const location = ledgerLocationOf(context)
  const registryDir = await registryDirOf(context)
  const record = (await readRegistry(registryDir)).records.get(jobId)
  const ask = async (ledger: Ledger) => {
    const unreadLog = await openUnreadLogs(ledger, registryDir)
    return {
      ...(await ledger.jobHistory(jobId)),
      gaps: await ledger.gaps(),
      logged: record ? await unreadLog(jobId) : [],
    }
  }
  const { events: received, unreadable, gaps, logged } = await readLedger(location, ask, noteProblem(context))
  const topic = eventsTopicOf(record?.topic_prefix ?? '')
  const events = [...received, ...newlyLogged(logged, received, { topic, clock: context.clock })]
  const line = options.json ? jsonOf : lineOf
  for (const part of jobStory(events, gaps)) context.stdout.write(`${line(part)}\n`)
  if (unreadable > 0) note(context, `${unreadable} entries of the ledger could not be read`)
  if (events.length === 0)
    note(context, `neither the ledger of ${location.broker} nor a log in ${registryDir} has an event of ${jobId}`)
  return exitStatus.done
}

function lineOf(part: StoryPart): string {
  return part.kind === 'event' ? logLine(part.event) : gapLine(part.gap)
}

function jsonOf(part: StoryPart): string {
  return part.kind === 'event' ? logJson(part.event) : gapJson(part.gap)
}

// `jobdeck logs`: the events of a job that the monitor has received, from the ledger of the profile's broker.

import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { readLedger } from '../../io/ledger/open-ledger.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import { profileAddress } from '../../io/profiles/profile-settings.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'
import { note } from '../output/note.ts'
import { logJson, logLine } from '../output/watch-line.ts'

/** Prints the job's events, each once, oldest first. */
export async function runLogs(context: CliContext, jobId: JobId, options: { readonly json?: true }): Promise<number> {
  const profile = profilesOf(context).choose(context.profileName)
  if (profile.kind === 'embedded')
    throw new JobdeckError('usage', 'the embedded broker keeps no ledger', 'name a profile with --profile')
  const broker = brokerUrl(profileAddress(profile, context.env))
  const { events, unreadable } = await readLedger({ stateDir: context.stateDir, broker }, (ledger) =>
    ledger.jobHistory(jobId),
  )
  const line = options.json ? logJson : logLine
  for (const event of events) context.stdout.write(`${line(event)}\n`)
  if (unreadable > 0) note(context, `${unreadable} entries of the ledger could not be read`)
  if (events.length === 0) note(context, `the ledger of ${broker} has no event of ${jobId}`)
  return exitStatus.done
}

// `jobdeck logs`: what the monitor has received of a job, from the journal of the profile's broker.

import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { readJobHistory } from '../../io/ledger/open-ledger.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import { profileAddress } from '../../io/profiles/profile-settings.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'
import { watchJson, watchLine } from '../output/watch-line.ts'

/** Prints the job's events, each once, the oldest first. */
export async function runLogs(context: CliContext, jobId: JobId, options: { readonly json?: true }): Promise<number> {
  const profile = profilesOf(context).choose(context.profileName)
  if (profile.kind === 'embedded')
    throw new JobdeckError('usage', 'the embedded broker keeps no journal', 'name a profile with --profile')
  const broker = brokerUrl(profileAddress(profile, context.env))
  const { events, unreadable } = await readJobHistory({ stateDir: context.stateDir, broker }, jobId)
  for (const { entry, event } of events) {
    const { topic, retained, receivedAtMs } = entry
    const arrival = { topic, retained, receivedAt: new Date(receivedAtMs).toISOString() }
    context.stdout.write(`${options.json ? watchJson(event, arrival) : watchLine(event, arrival)}\n`)
  }
  if (unreadable > 0) context.stderr.write(`jobdeck: ${unreadable} lines of the journal could not be read\n`)
  if (events.length === 0) context.stderr.write(`jobdeck: the journal of ${broker} has no event of ${jobId}\n`)
  return exitStatus.done
}

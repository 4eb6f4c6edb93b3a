// `jobdeck [JOB…]`: the monitor on the chosen profile's broker.

import { sourceOf } from '../../app/brokers/broker-source.ts'
import { EmbeddedHost } from '../../app/brokers/embedded-host.ts'
import { JobdeckError } from '../../domain/failure.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { registryDirOf } from '../context/registry-dir.ts'
import { requireTerminal } from '../require-terminal.ts'
import { runDeck } from '../run-deck.ts'

export interface MonitorOptions {
  readonly mine?: true
}

/** Shows the deck until the user leaves: these jobs, those with a record, or every job. */
export async function runMonitor(
  context: CliContext,
  jobs: readonly JobId[],
  { mine }: MonitorOptions,
): Promise<number> {
  if (mine && jobs.length > 0) throw new JobdeckError('usage', 'give either job ids or --mine', null)
  requireTerminal(context)
  const embedded = new EmbeddedHost()
  const profiles = profilesOf(context)
  const directory = await registryDirOf(context)
  try {
    return await runDeck(context, {
      profile: profiles.choose(context.profileName),
      profiles,
      sourceOf: (profile) => sourceOf(profile, context, embedded),
      only: jobs.length > 0 ? new Set(jobs) : mine ? 'mine' : null,
      registryDir: directory,
      env: context.env,
      clock: context.clock,
      agents: 'real',
    })
  } finally {
    await embedded.close()
  }
}

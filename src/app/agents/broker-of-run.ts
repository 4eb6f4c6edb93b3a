// The broker that a started agent reports to. It goes into the record: the agent's terminal may have another environment.
import { JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { resolveSettings } from '../../io/profiles/profile-settings.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import type { BrokerBlock } from '../../io/registry/record.ts'
import { workerBroker } from '../actions/register.ts'

interface Means {
  readonly profiles: Profiles
  readonly env: Environment
  readonly clock: Clock
}

/**
 * The broker of a profile; null for the one in use. Holds a secret. Throws JobdeckError `config` when nobody has named a broker:
 * nothing is written to the default public one unasked.
 */
export async function brokerToPublishTo(name: string | null, { profiles, env, clock }: Means): Promise<BrokerBlock> {
  const profile = profiles.choose(name)
  if (profile.kind === 'env' && !env.MQTT_BROKER)
    throw new JobdeckError(
      'config',
      'no broker is named to report to',
      'set MQTT_BROKER, or choose a profile with --broker',
    )
  return await workerBroker(profile.name, {
    profileOf: profiles.get,
    settingsOf: (each) => resolveSettings(each, env, clock),
  })
}

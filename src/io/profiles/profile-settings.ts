// Turns a profile into the settings of a connection, or into the address that a list shows without the secret.

import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import type { BrokerSettings } from '../mqtt/settings.ts'
import type { EnvProfile, FixedProfile } from './profile.ts'
import { readSecret } from './secret.ts'
import { type Environment, settingsFromEnv } from './settings-from-env.ts'

/** The address of a profile's broker, without secrets. */
export type ProfileAddress = Pick<BrokerSettings, 'host' | 'port' | 'tls' | 'transport' | 'username' | 'certFile'>

/** The address of a profile. Throws `config` when the `env` profile's variables are wrong. */
export function profileAddress(profile: FixedProfile | EnvProfile, env: Environment): ProfileAddress {
  const { host, port, tls, transport, username, certFile } = profile.kind === 'env' ? settingsFromEnv(env) : profile
  return { host, port, tls, transport, username, certFile }
}

/**
 * The settings of a profile's connection. Reads the secret, which takes a password command at most 5 s. Throws `config` when
 * the environment is wrong or the secret is not available.
 */
export async function resolveSettings(
  profile: FixedProfile | EnvProfile,
  env: Environment,
  clock: Clock = systemClock,
): Promise<BrokerSettings> {
  if (profile.kind === 'env') return settingsFromEnv(env)
  return {
    ...profileAddress(profile, env),
    password: await readSecret(profile, env, clock),
    caFile: profile.caFile,
    keyFile: profile.keyFile,
    clientIdPrefix: profile.clientIdPrefix,
  }
}

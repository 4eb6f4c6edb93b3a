// What is printed about a profile. A password is never looked up for this, so it cannot leak.

import { describeError } from '../../domain/failure.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profile, ProfileFields } from '../../io/profiles/profile.ts'
import { profileAddress } from '../../io/profiles/profile-settings.ts'
import { type Environment, settingsFromEnv } from '../../io/profiles/settings-from-env.ts'

/** Where a password comes from, without the password. */
export type PasswordOrigin =
  | { readonly source: 'none' | 'file' }
  | { readonly source: 'variable'; readonly variable: string; readonly set: boolean }
  | { readonly source: 'command'; readonly command: string }

/** A profile as `profile list --json` prints it. `url` is null for a broker without an address, and when `problem` says why. */
export interface ProfileSummary {
  readonly name: string
  readonly origin: Profile['origin']
  readonly in_use: boolean
  readonly url: string | null
  readonly username: string | null
  readonly password: PasswordOrigin
  readonly problem: string | null
}

/** A profile as `profile show --json` prints it. */
export type ProfileDetails = ProfileSummary & {
  readonly ca_file: string | null
  readonly cert_file: string | null
  readonly key_file: string | null
  readonly client_id_prefix: string | null
  readonly topic_base: string | null
}

/** What a list says about a profile. Never throws: a wrong environment is a problem of the `env` profile. */
export function summaryOf(profile: Profile, env: Environment, nameInUse: string | null): ProfileSummary {
  const base = { name: profile.name, origin: profile.origin, in_use: profile.name === nameInUse }
  const nothing = { url: null, username: null, password: { source: 'none' }, problem: null } as const
  if (profile.kind === 'embedded') return { ...base, ...nothing }
  try {
    const address = profileAddress(profile, env)
    const secret: ProfileFields['secret'] = profile.kind === 'fixed' ? profile.secret : secretOfEnv(env)
    const password = originOf(secret, env)
    return { ...base, url: brokerUrl(address), username: address.username, password, problem: problemOf(password) }
  } catch (error) {
    return { ...base, ...nothing, problem: describeError(error) }
  }
}

/** Everything about a profile except its password. Throws `config` when the `env` profile's variables are wrong. */
export function detailsOf(profile: Profile, env: Environment, nameInUse: string | null): ProfileDetails {
  const paths = profile.kind === 'env' ? settingsFromEnv(env) : profile.kind === 'fixed' ? profile : null
  return {
    ...summaryOf(profile, env, nameInUse),
    ca_file: paths?.caFile ?? null,
    cert_file: paths?.certFile ?? null,
    key_file: paths?.keyFile ?? null,
    client_id_prefix: paths?.clientIdPrefix ?? null,
    topic_base: profile.kind === 'fixed' ? profile.topicBase : null,
  }
}

function secretOfEnv(env: Environment): ProfileFields['secret'] {
  return settingsFromEnv(env).password === null ? { kind: 'none' } : { kind: 'env', variable: 'MQTT_PASSWORD' }
}

function originOf(secret: ProfileFields['secret'], env: Environment): PasswordOrigin {
  if (secret.kind === 'none') return { source: 'none' }
  if (secret.kind === 'plain') return { source: 'file' }
  if (secret.kind === 'command') return { source: 'command', command: secret.command }
  return { source: 'variable', variable: secret.variable, set: Boolean(env[secret.variable]) }
}

function problemOf(password: PasswordOrigin): string | null {
  return password.source === 'variable' && !password.set ? `${password.variable} is not set` : null
}

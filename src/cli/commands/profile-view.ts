// How profiles are printed. A password is never looked up for this, so it cannot be printed.

import { describeError } from '../../domain/failure.ts'
import { cellWidth } from '../../domain/text/cells.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { brokerUrl } from '../../io/mqtt/settings.ts'
import type { Profile, ProfileFields } from '../../io/profiles/profile.ts'
import { profileAddress } from '../../io/profiles/profile-settings.ts'
import { type Environment, settingsFromEnv } from '../../io/profiles/settings-from-env.ts'

/** Where a password comes from, without the password. */
type PasswordView =
  | { readonly source: 'none' | 'file' }
  | { readonly source: 'variable'; readonly variable: string; readonly set: boolean }
  | { readonly source: 'command'; readonly command: string }

/** A profile as `--json` prints it. Without a `url` it has no address yet, or `problem` says why. */
export interface ProfileSummary {
  readonly name: string
  readonly origin: Profile['origin']
  readonly in_use: boolean
  readonly url: string | null
  readonly username: string | null
  readonly password: PasswordView
  readonly problem: string | null
}

export type ProfileDetails = ProfileSummary & {
  readonly ca_file: string | null
  readonly cert_file: string | null
  readonly key_file: string | null
  readonly client_id_prefix: string | null
  readonly topic_base: string | null
}

/** What a list says about a profile. Never throws: a wrong environment is the `env` profile's problem. */
export function summaryOf(profile: Profile, env: Environment, nameInUse: string | null): ProfileSummary {
  const base = { name: profile.name, origin: profile.origin, in_use: profile.name === nameInUse }
  const nothing = { url: null, username: null, password: { source: 'none' }, problem: null } as const
  if (profile.kind === 'embedded') return { ...base, ...nothing }
  try {
    const address = profileAddress(profile, env)
    const secret: ProfileFields['secret'] = profile.kind === 'fixed' ? profile.secret : secretOfEnv(env)
    const password = passwordView(secret, env)
    return { ...base, url: brokerUrl(address), username: address.username, password, problem: problemOf(password) }
  } catch (error) {
    return { ...base, ...nothing, problem: describeError(error) }
  }
}

/** Everything about a profile but its password. Throws `config` when the `env` profile's variables are wrong. */
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

/** Columns: a star for the one in use, name, address, user, and what is wrong. */
export function listLines(summaries: readonly ProfileSummary[]): readonly string[] {
  const rows = summaries.map((summary) => [
    summary.in_use ? '*' : ' ',
    summary.name,
    safeLine(summary.url ?? (summary.problem ? '-' : 'inside the process')),
    safeLine(summary.username ?? '-'),
    summary.problem ? safeLine(summary.problem) : summary.origin,
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => cellWidth(row[column] ?? ''))))
  return rows.map((row) =>
    row
      .map((text, column) => padded(text, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A line for each field that says something. */
export function showLines(details: ProfileDetails): readonly string[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ['name', `${details.name} (${details.origin}${details.in_use ? ', in use' : ''})`],
    ['broker', details.url ?? 'inside the process, on a free port'],
    ['user', details.username],
    ['password', passwordWords(details.password)],
    ['CA', details.ca_file],
    ['certificate', details.cert_file],
    ['key', details.key_file],
    ['client id', details.client_id_prefix && `${details.client_id_prefix}-…`],
    ['topic base', details.topic_base],
    ['problem', details.problem],
  ]
  return rows.flatMap(([label, text]) => (text === null ? [] : [`${padded(label, 11)}  ${safeLine(text)}`]))
}

function secretOfEnv(env: Environment): ProfileFields['secret'] {
  return settingsFromEnv(env).password === null ? { kind: 'none' } : { kind: 'env', variable: 'MQTT_PASSWORD' }
}

function passwordView(secret: ProfileFields['secret'], env: Environment): PasswordView {
  if (secret.kind === 'none') return { source: 'none' }
  if (secret.kind === 'plain') return { source: 'file' }
  if (secret.kind === 'command') return { source: 'command', command: secret.command }
  return { source: 'variable', variable: secret.variable, set: Boolean(env[secret.variable]) }
}

function problemOf(password: PasswordView): string | null {
  return password.source === 'variable' && !password.set ? `${password.variable} is not set` : null
}

function passwordWords(password: PasswordView): string | null {
  if (password.source === 'variable') return `in the variable ${password.variable}`
  if (password.source === 'command') return `printed by: ${password.command}`
  return password.source === 'file' ? 'stored in the profile file (not shown)' : null
}

function padded(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - cellWidth(text)))
}

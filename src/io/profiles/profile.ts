// A profile is a broker with a name: four are built in, `jobdeck profile` and the deck save others.
import { join } from 'node:path'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { Environment } from './settings-from-env.ts'

/** Where a profile's password comes from. Only `plain` holds the secret itself. */
export type ProfileSecret =
  | { readonly kind: 'none' }
  | { readonly kind: 'plain'; readonly text: string }
  /** The name of an environment variable. */
  | { readonly kind: 'env'; readonly variable: string }
  /** A shell command that prints the password as its first line, such as `pass show mqtt`. */
  | { readonly kind: 'command'; readonly command: string }

/** What the file keeps of a profile. Paths are absolute. */
export interface ProfileFields {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly transport: 'tcp' | 'websocket'
  readonly username: string | null
  readonly secret: ProfileSecret
  readonly caFile: string | null
  readonly certFile: string | null
  readonly keyFile: string | null
  readonly clientIdPrefix: string
  /** Null for `defaultTopicBase`. */
  readonly topicBase: string | null
}

/** A broker whose address is in the profile itself. */
export interface FixedProfile extends ProfileFields {
  readonly kind: 'fixed'
  readonly name: string
  readonly origin: 'built-in' | 'saved'
}

/** The `MQTT_*` variables (PROTOCOL.md §6). */
export interface EnvProfile {
  readonly kind: 'env'
  readonly name: 'env'
  readonly origin: 'built-in'
}

/** A broker inside the process: it has no address until it is started. */
export interface EmbeddedProfile {
  readonly kind: 'embedded'
  readonly name: 'embedded'
  readonly origin: 'built-in'
}

export type Profile = FixedProfile | EnvProfile | EmbeddedProfile

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/
const builtInNames: ReadonlySet<string> = new Set(['env', 'local', 'local-tls', 'embedded'])

/** Whether a text is a valid profile name: 1 to 32 letters, digits, `.`, `_`, `-`, beginning with a letter or a digit. */
export function isProfileName(text: string): boolean {
  return namePattern.test(text)
}

/** Whether a name belongs to a built-in profile, which cannot be changed or removed. */
export function isBuiltInName(name: string): boolean {
  return builtInNames.has(name)
}

/** Throws `usage` unless the text is a valid profile name. */
export function checkProfileName(name: string): void {
  if (isProfileName(name)) return
  throw new JobdeckError(
    'usage',
    `"${safeLine(name, 60)}" is not a valid profile name`,
    'use 1 to 32 letters, digits, ".", "_" and "-", beginning with a letter or a digit',
  )
}

/** Throws `usage` unless a saved profile can have this name. */
export function checkSavedName(name: string): void {
  checkProfileName(name)
  if (isBuiltInName(name))
    throw new JobdeckError(
      'usage',
      `"${name}" is a built-in profile`,
      'it cannot be changed; add a profile under another name',
    )
}

/** The defaults of a new profile. */
export const newProfileFields: Omit<ProfileFields, 'host'> = {
  port: 1883,
  tls: false,
  transport: 'tcp',
  username: null,
  secret: { kind: 'none' },
  caFile: null,
  certFile: null,
  keyFile: null,
  clientIdPrefix: 'hermes',
  topicBase: null,
}

/**
 * The four built-in profiles, with the `certs/ca.crt` of `cwd`. `local` and `local-tls` log in as `MQTT_USERNAME`, unless
 * `MQTT_BROKER` names another machine, whose password is never sent to this one. Otherwise they log in as `operator` if the
 * environment has the password that `jobdeck broker init` wrote to `.env`.
 */
export function builtInProfiles(env: Environment, cwd: string): readonly Profile[] {
  const local: FixedProfile = {
    ...newProfileFields,
    ...localLogin(env),
    kind: 'fixed',
    origin: 'built-in',
    name: 'local',
    host: '127.0.0.1',
  }
  return [
    { kind: 'env', name: 'env', origin: 'built-in' },
    local,
    { ...local, name: 'local-tls', port: 8883, tls: true, caFile: join(cwd, 'certs', 'ca.crt') },
    { kind: 'embedded', name: 'embedded', origin: 'built-in' },
  ]
}

function localLogin(env: Environment): Pick<ProfileFields, 'username' | 'secret'> {
  const isHere = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(env.MQTT_BROKER || 'localhost')
  if (isHere && env.MQTT_USERNAME) {
    const secret: ProfileSecret = env.MQTT_PASSWORD ? { kind: 'env', variable: 'MQTT_PASSWORD' } : { kind: 'none' }
    return { username: env.MQTT_USERNAME, secret }
  }
  const variable = 'JOBDECK_OPERATOR_PASSWORD'
  if (env[variable]) return { username: 'operator', secret: { kind: 'env', variable } }
  return { username: null, secret: { kind: 'none' } }
}

// A profile is a broker with a name: four are built in, the others are saved by `jobdeck profile` and by the deck.
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

/** A broker whose address the profile itself knows. */
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

/** A broker inside the process: it has no address before somebody starts it. */
export interface EmbeddedProfile {
  readonly kind: 'embedded'
  readonly name: 'embedded'
  readonly origin: 'built-in'
}

export type Profile = FixedProfile | EnvProfile | EmbeddedProfile

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/
const builtInNames: ReadonlySet<string> = new Set(['env', 'local', 'local-tls', 'embedded'])

/** Whether a text can name a profile: 1 to 32 letters, digits, `.`, `_`, `-`, the first a letter or a digit. */
export function isProfileName(text: string): boolean {
  return namePattern.test(text)
}

/** Whether a name belongs to a built-in profile, which nobody can change or remove. */
export function isBuiltInName(name: string): boolean {
  return builtInNames.has(name)
}

/** Throws `usage` for a text that cannot name a profile. */
export function checkProfileName(name: string): void {
  if (isProfileName(name)) return
  throw new JobdeckError(
    'usage',
    `"${safeLine(name, 60)}" cannot name a profile`,
    'use 1 to 32 letters, digits, ".", "_" and "-", the first a letter or a digit',
  )
}

/** Throws `usage` for a name that no saved profile can have. */
export function checkSavedName(name: string): void {
  checkProfileName(name)
  if (isBuiltInName(name))
    throw new JobdeckError(
      'usage',
      `"${name}" is a built-in profile`,
      'it cannot be changed; add one with another name',
    )
}

/** What a new profile has where nothing else is said. */
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
 * The four built-in profiles, `certs/ca.crt` being that of `cwd`. `local` and `local-tls` log in as `MQTT_USERNAME`,
 * unless `MQTT_BROKER` names another machine: a password for that one is never offered to this one. Without it they log
 * in as `operator` when the environment has the password that `jobdeck broker init` wrote into `.env`.
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

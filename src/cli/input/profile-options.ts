// The options of `jobdeck profile add` and `edit` as the fields of a profile.

import { JobdeckError } from '../../domain/failure.ts'
import type { ProfileFields, ProfileSecret } from '../../io/profiles/profile.ts'

/** As commander hands them over. A missing one changes nothing; an empty text removes an optional field. */
export interface ProfileOptions {
  readonly host?: string
  readonly port?: number
  readonly tls?: boolean
  readonly transport?: ProfileFields['transport']
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly username?: string
  /** `--password` asks for one, `--no-password` removes it. */
  readonly password?: boolean
  readonly passwordEnv?: string
  readonly passwordCommand?: string
  readonly clientIdPrefix?: string
  readonly topicBase?: string
}

/** The fields with the options applied, except for the password. */
export function withOptions(base: ProfileFields, options: ProfileOptions): ProfileFields {
  return {
    host: options.host ?? base.host,
    port: options.port ?? base.port,
    tls: options.tls ?? base.tls,
    transport: options.transport ?? base.transport,
    username: optional(options.username, base.username),
    secret: base.secret,
    caFile: optional(options.ca, base.caFile),
    certFile: optional(options.cert, base.certFile),
    keyFile: optional(options.key, base.keyFile),
    clientIdPrefix: options.clientIdPrefix ?? base.clientIdPrefix,
    topicBase: optional(options.topicBase, base.topicBase),
  }
}

/** Where the password comes from according to the options; null when they say nothing. Throws `usage` for two at once. */
export function secretSource(options: ProfileOptions): ProfileSecret | 'ask' | null {
  const named: (ProfileSecret | 'ask')[] = []
  if (options.passwordEnv !== undefined) named.push({ kind: 'env', variable: options.passwordEnv })
  if (options.passwordCommand !== undefined) named.push({ kind: 'command', command: options.passwordCommand })
  if (options.password !== undefined) named.push(options.password ? 'ask' : { kind: 'none' })
  if (named.length > 1)
    throw new JobdeckError(
      'usage',
      'a profile has only one password',
      'use one of --password, --password-env, --password-command and --no-password',
    )
  return named[0] ?? null
}

function optional(given: string | undefined, before: string | null): string | null {
  return given === undefined ? before : given || null
}

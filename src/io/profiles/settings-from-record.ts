// Turns a record's `broker` block (PROTOCOL.md §5) into settings: the worker's credentials and what only the environment knows.
import { z } from 'zod'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { type BrokerSettings, usualPort } from '../mqtt/settings.ts'
import { type Environment, environmentOnlySettings } from './settings-from-env.ts'

const brokerBlock = z
  .object({
    host: z.string().regex(/^[A-Za-z0-9._:-]{1,255}$/, 'expected a host name or an IP address'),
    port: z.int().min(1).max(65_535).nullish(),
    tls: z.boolean().default(false),
    username: z.string().nullish(),
    password: z.string().nullish(),
  })
  .refine((block) => !block.password || block.username, { path: ['password'], message: 'a password needs a username' })

/**
 * Settings from a record's `broker` block; unknown fields are ignored. Certificate paths and the client id prefix come from
 * the environment (PROTOCOL.md §6). Throws `bad-data` for a bad block and `config` for a bad environment; neither message
 * contains a secret.
 */
export function settingsFromRecord(block: unknown, env: Environment): BrokerSettings {
  const parsed = brokerBlock.safeParse(block)
  if (!parsed.success) throw badBlock(parsed.error)
  const { host, port, tls, username, password } = parsed.data
  return {
    host,
    port: port ?? usualPort({ tls }),
    tls,
    transport: 'tcp',
    username: username || null,
    password: password || null,
    ...environmentOnlySettings(env),
  }
}

function badBlock(error: z.ZodError): JobdeckError {
  const [issue] = error.issues
  const field = ['broker', ...(issue?.path ?? [])].join('.')
  return new JobdeckError('bad-data', `the record's ${safeLine(field)} is not valid`, safeLine(issue?.message ?? ''))
}

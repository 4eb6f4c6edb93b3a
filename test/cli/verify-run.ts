// What the tests of `jobdeck verify` share: the two logins, the rules of a good broker, one run of the command.
import { expect } from 'vitest'
import { runVerify } from '../../src/cli/commands/verify.ts'
import { profilesOf } from '../../src/cli/context/open-profiles.ts'
import { newProfileFields, type ProfileFields } from '../../src/io/profiles/profile.ts'
import { capturedContext } from '../support/captured-context.ts'
import { type Mosquitto, type MosquittoOptions, startMosquitto } from '../support/mosquitto.ts'

export const users = { hermes: 'hermes-Geheimnis', 'claude-worker': 'worker-Geheimnis', operator: 'operator-Geheimnis' }
export const secrets = Object.values(users)
export const goodAcl = `
user claude-worker
topic write python/mqtt/jobs/+/events
user hermes
topic read python/mqtt/jobs/+/events
user operator
topic readwrite python/mqtt/jobs/+/events
`

interface Verified {
  readonly status: number
  readonly text: string
  readonly stderr: string
  /** The names of the checks that failed, with their reasons. */
  readonly failed: Readonly<Record<string, string | null>>
}

interface Logins {
  readonly port: number
  readonly observer?: Partial<ProfileFields>
  readonly publisher?: Partial<ProfileFields> | null
}

const observerLogin = { username: 'hermes', secret: { kind: 'plain', text: users.hermes } } as const
export const publisherLogin = {
  username: 'claude-worker',
  secret: { kind: 'env', variable: 'WORKER_PASSWORD' },
} as const
export const env = { WORKER_PASSWORD: users['claude-worker'] }

/** Runs `jobdeck verify --json` with saved profiles, and checks on the way that no output holds a secret. */
export async function verify({ port, observer, publisher }: Logins): Promise<Verified> {
  const { context, stdout, stderr } = capturedContext({ env, profileName: 'observer' })
  const profiles = profilesOf(context)
  const base = { ...newProfileFields, host: '127.0.0.1', port }
  await profiles.save('observer', () => ({ ...base, ...observerLogin, ...observer }))
  if (publisher !== null) await profiles.save('worker', () => ({ ...base, ...publisherLogin, ...publisher }))
  const status = await runVerify(context, { json: true, publisher: publisher === null ? undefined : 'worker' })
  for (const secret of secrets) expect(stdout() + stderr()).not.toContain(secret)
  const { ok, checks } = JSON.parse(stdout())
  expect(checks).toHaveLength(8)
  expect(ok).toBe(status === 0)
  const failed = checks.filter((check: { ok: boolean }) => !check.ok)
  return {
    status,
    text: stdout(),
    stderr: stderr(),
    failed: Object.fromEntries(failed.map((check: { name: string; reason: string }) => [check.name, check.reason])),
  }
}

export async function onMosquitto(
  options: MosquittoOptions,
  work: (broker: Mosquitto) => Promise<void>,
): Promise<void> {
  const broker = await startMosquitto({ users, acl: goodAcl, ...options })
  try {
    await work(broker)
  } finally {
    await broker.stop()
  }
}

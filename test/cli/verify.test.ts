import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { Aedes, type Client } from 'aedes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newProfileFields, type ProfileFields } from '../../src/broker/profile.ts'
import { runVerify } from '../../src/cli/commands/verify.ts'
import { type Check, runVerifyChecks } from '../../src/cli/commands/verify-checks.ts'
import { profilesOf } from '../../src/cli/open-profiles.ts'
import type { JobId } from '../../src/protocol/job-id.ts'
import { capturedContext } from '../support/captured-context.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, type MosquittoOptions, mosquittoPub, startMosquitto } from '../support/mosquitto.ts'
import { type CertificateFolder, certificateFolder } from '../support/openssl-certificates.ts'
import { needs } from '../support/tools.ts'

const users = { hermes: 'hermes-Geheimnis', 'claude-worker': 'worker-Geheimnis', operator: 'operator-Geheimnis' }
const secrets = Object.values(users)
const goodAcl = `
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
  /** The names of the checks that failed, with their reasons. */
  readonly failed: Readonly<Record<string, string | null>>
}

interface Logins {
  readonly port: number
  readonly observer?: Partial<ProfileFields>
  readonly publisher?: Partial<ProfileFields> | null
}

const observerLogin = { username: 'hermes', secret: { kind: 'plain', text: users.hermes } } as const
const publisherLogin = { username: 'claude-worker', secret: { kind: 'env', variable: 'WORKER_PASSWORD' } } as const
const env = { WORKER_PASSWORD: users['claude-worker'] }

/** Runs `jobdeck verify --json` with saved profiles, and checks on the way that no output holds a secret. */
async function verify({ port, observer, publisher }: Logins): Promise<Verified> {
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
    failed: Object.fromEntries(failed.map((check: { name: string; reason: string }) => [check.name, check.reason])),
  }
}

async function onMosquitto(options: MosquittoOptions, work: (broker: Mosquitto) => Promise<void>): Promise<void> {
  const broker = await startMosquitto({ users, acl: goodAcl, ...options })
  try {
    await work(broker)
  } finally {
    await broker.stop()
  }
}

needs('mosquitto', 'mosquitto-clients')('verify on a Mosquitto', () => {
  it('holds with the shipped rules, and leaves no retained message', async () => {
    await onMosquitto({}, async (broker) => {
      expect(await verify({ port: broker.port })).toMatchObject({ status: 0, failed: {} })
      expect(broker.log()).toMatch(
        /Received PUBLISH from .* \(d0, q1, r1, m\d+, 'python\/mqtt\/jobs\/verify-\w{8}\/events', \.\.\. \(0 bytes\)\)/,
      )
    })
  })

  it('prints a line a check', async () => {
    await onMosquitto({}, async (broker) => {
      const { context, stdout, stderr } = capturedContext({
        env: {
          MQTT_BROKER: '127.0.0.1',
          MQTT_PORT: String(broker.port),
          MQTT_USERNAME: 'operator',
          MQTT_PASSWORD: users.operator,
          ...env,
        },
      })
      const fields = { ...newProfileFields, ...publisherLogin, host: '127.0.0.1', port: broker.port }
      await profilesOf(context).save('worker', () => fields)
      expect(await runVerify(context, { publisher: 'worker' })).toBe(1)
      expect(stdout().split('\n')).toEqual([
        '✓ connect                         MQTT 5',
        '✓ connect as publisher',
        '✓ started arrives',
        '✓ completed arrives',
        '✓ late subscriber gets completed',
        '✗ observer may not write          the event of "operator" was delivered: let its ACL only read',
        '✓ worker may not read             no event reaches it',
        '✓ retained event cleared',
        '',
      ])
      expect(stderr()).toBe(
        `observer: mqtt://127.0.0.1:${broker.port} as operator (profile env)\n` +
          `publisher: mqtt://127.0.0.1:${broker.port} as claude-worker (profile worker)\n`,
      )
      for (const secret of secrets) expect(stdout() + stderr()).not.toContain(secret)
    })
  })

  it('fails when the ACL lets the observer write', async () => {
    const acl = goodAcl.replace('topic read python', 'topic readwrite python')
    await onMosquitto({ acl }, async ({ port }) => {
      const { status, failed } = await verify({ port })
      expect(status).toBe(1)
      expect(failed).toEqual({ 'observer may not write': expect.stringContaining('"hermes" was delivered') })
    })
  })

  it('fails when the ACL lets the worker read', async () => {
    const acl = goodAcl.replace('topic write python', 'topic readwrite python')
    await onMosquitto({ acl }, async ({ port }) => {
      const { status, failed } = await verify({ port })
      expect(status).toBe(1)
      expect(failed).toEqual({ 'worker may not read': expect.stringContaining('events reach "claude-worker"') })
    })
  })

  it('fails when the ACL keeps the worker from writing', { timeout: 40_000 }, async () => {
    await onMosquitto({ acl: 'user hermes\ntopic read python/mqtt/jobs/+/events\n' }, async ({ port }) => {
      const { status, failed } = await verify({ port })
      expect(status).toBe(1)
      expect(failed).toMatchObject({
        'started arrives': expect.stringMatching(/"claude-worker" could not publish to .*: refused: not authorized/),
        'completed arrives': expect.stringContaining('refused: not authorized'),
        'late subscriber gets completed': 'not run: the completed event was not accepted',
      })
      expect(failed).not.toHaveProperty('observer may not write')
    })
  })

  it('fails when the ACL keeps the observer from reading', { timeout: 40_000 }, async () => {
    await onMosquitto({ acl: goodAcl.replace('topic read python', 'topic read other') }, async ({ port }) => {
      const { status, failed } = await verify({ port })
      expect(status).toBe(1)
      expect(failed).toMatchObject({
        'started arrives': expect.stringContaining('"hermes" may not read python/mqtt/jobs/verify-'),
        'completed arrives': expect.stringContaining('"hermes" may not read'),
        'late subscriber gets completed': expect.stringContaining('nothing came'),
        'worker may not read': expect.stringContaining('cannot be told'),
      })
      expect(failed).not.toHaveProperty('retained event cleared')
    })
  })

  it('fails when the broker keeps nothing retained', { timeout: 40_000 }, async () => {
    await onMosquitto({ config: 'retain_available false' }, async ({ port }) => {
      const { status, failed } = await verify({ port })
      expect(status).toBe(1)
      expect(failed).toEqual({
        'completed arrives': expect.stringContaining('retained messages not supported'),
        'late subscriber gets completed': 'not run: the completed event was not accepted',
      })
    })
  })

  it('tells a wrong password of the observer, with the status of a refusal', async () => {
    await onMosquitto({}, async ({ port }) => {
      const { status, failed } = await verify({
        port,
        observer: { secret: { kind: 'plain', text: 'wrong-Geheimnis' } },
      })
      expect(status).toBe(77)
      expect(failed.connect).toContain('refused the login of "hermes"')
      expect(failed.connect).not.toContain('wrong-Geheimnis')
      expect(failed['started arrives']).toBe('not run: the observer has no connection')
    })
  })

  it('tells a wrong password of the publisher', async () => {
    await onMosquitto({}, async ({ port }) => {
      const { status, failed } = await verify({
        port,
        publisher: { secret: { kind: 'plain', text: 'wrong-Geheimnis' } },
      })
      expect(status).toBe(1)
      expect(failed['connect as publisher']).toContain('refused the login of "claude-worker"')
      expect(failed['started arrives']).toBe('not run: the publisher has no connection')
      expect(failed).not.toHaveProperty('connect')
    })
  })

  it('fails when both are one login, because nothing shows that anyone is refused', async () => {
    await onMosquitto({}, async ({ port }) => {
      const operator = { username: 'operator', secret: { kind: 'plain', text: users.operator } } as const
      const { status, failed } = await verify({ port, observer: operator, publisher: null })
      expect(status).toBe(1)
      expect(failed).toEqual({
        'observer may not write': expect.stringContaining('both "operator"'),
        'worker may not read': expect.stringContaining('--publisher'),
      })
    })
  })

  it('fails on a broker without login, whose every reader may write', async () => {
    await onMosquitto({ users: undefined, acl: undefined }, async ({ port }) => {
      const anonymous = { username: null, secret: { kind: 'none' } } as const
      const { status, failed } = await verify({ port, observer: anonymous, publisher: null })
      expect(status).toBe(1)
      expect(failed).toEqual({
        'observer may not write': 'the broker asks for no login, so anyone may write',
        'worker may not read': 'the broker asks for no login, so anyone may read',
      })
    })
  })

  it('clears up also when it is interrupted', async () => {
    await onMosquitto({}, async (broker) => {
      const checks: Check[] = []
      await runVerifyChecks({
        observer: { ...broker.settings, username: 'hermes', password: users.hermes },
        publisher: { ...broker.settings, username: 'claude-worker', password: users['claude-worker'] },
        topicBase: 'python/mqtt/jobs',
        jobId: 'verify-x' as JobId,
        onCheck: (check) => checks.push(check),
        onWarning: () => {},
        isStopped: () => checks.some((check) => check.name === 'completed arrives'),
      })
      expect(checks.filter((check) => check.reason === 'not run: interrupted')).toHaveLength(3)
      expect(checks.at(-1)).toEqual({ name: 'retained event cleared', ok: true, reason: null })
      expect(broker.log()).toMatch(/r1, m\d+, 'python\/mqtt\/jobs\/verify-x\/events', \.\.\. \(0 bytes\)/)
    })
  })

  it('is not misled by other traffic', async () => {
    await onMosquitto({}, async ({ port }) => {
      const login = ['-h', '127.0.0.1', '-p', String(port), '-u', 'operator', '-P', users.operator]
      const topic = ['-t', 'python/mqtt/jobs/other/events', '-r', '-q', '1']
      await mosquittoPub([
        ...login,
        ...topic,
        '-m',
        '{"seq":1,"schema_version":1,"job_id":"other","event":"completed"}',
      ])
      expect(await verify({ port })).toMatchObject({ status: 0, failed: {} })
    })
  })
})

needs('mosquitto', 'openssl')('verify over TLS', () => {
  let certificates: CertificateFolder
  let listener: string
  let goodCa: string
  let otherCa: string

  beforeAll(async () => {
    certificates = await certificateFolder()
    const ca = await certificates.ca('ca')
    const server = await certificates.signed('server', ca, { names: 'IP:127.0.0.1' })
    listener = `cafile ${ca.cert}\ncertfile ${server.cert}\nkeyfile ${server.key}`
    goodCa = ca.cert
    otherCa = (await certificates.ca('other')).cert
  })
  afterAll(() => certificates.remove())

  it('holds with the right CA', async () => {
    await onMosquitto({ listener }, async ({ port }) => {
      const tls = { tls: true, caFile: goodCa }
      expect(await verify({ port, observer: tls, publisher: tls })).toMatchObject({ status: 0, failed: {} })
    })
  })

  it('tells a wrong CA', async () => {
    await onMosquitto({ listener }, async ({ port }) => {
      const tls = { tls: true, caFile: otherCa }
      const { status, failed } = await verify({ port, observer: tls, publisher: { tls: true, caFile: goodCa } })
      expect(status).toBe(69)
      expect(failed.connect).toContain('unknown CA')
    })
  })

  it('tells a CA file that is not there, with the status of a configuration error', async () => {
    await onMosquitto({ listener }, async ({ port }) => {
      const tls = { tls: true, caFile: join(certificates.path, 'nothing.crt') }
      const { status, failed } = await verify({ port, observer: tls, publisher: tls })
      expect(status).toBe(78)
      expect(failed.connect).toContain('does not exist')
    })
  })
})

describe('verify where there is no broker', () => {
  it('says so with the status of an unreachable one', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    const { status, failed } = await verify({ port })
    expect(status).toBe(69)
    expect(failed.connect).toContain('refused the connection')
  })

  it('throws for a publisher profile that does not exist, and for a file that is broken', async () => {
    const { context } = capturedContext({ profileName: 'local' })
    await expect(runVerify(context, { publisher: 'nope' })).rejects.toMatchObject({ code: 'config' })
    const home = temporaryFolder()
    mkdirSync(join(home, 'config'))
    writeFileSync(join(home, 'config', 'profiles.json'), '{')
    await expect(runVerify(capturedContext({ home }).context, {})).rejects.toMatchObject({ code: 'config' })
  })

  it('works with the broker inside the process', async () => {
    const { context, stdout } = capturedContext({ profileName: 'embedded' })
    expect(await runVerify(context, {})).toBe(1)
    expect(stdout()).toContain('✓ connect                         MQTT 3.1.1\n')
    expect(stdout()).toContain('✓ late subscriber gets completed\n')
  })
})

/** A broker that speaks 3.1.1 only and acknowledges what it does not allow, as Mosquitto does in that version. */
async function start311Broker(mayWrite: readonly string[], mayRead: readonly string[]) {
  const names = new Map<Client, string>()
  const broker = await Aedes.createBroker({
    maxClientsIdLength: 256,
    authenticate: (client, username, _password, done) => {
      names.set(client, username ?? '')
      done(null, true)
    },
    authorizePublish: (client, packet, done) => {
      if (client && !mayWrite.includes(names.get(client) ?? '')) packet.topic = 'discarded'
      done(null)
    },
    authorizeForward: (client, packet) => (mayRead.includes(names.get(client) ?? '') ? packet : null),
  })
  const server = createServer(broker.handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())))
  return { port: (server.address() as AddressInfo).port, stop }
}

describe('verify on MQTT 3.1.1, where a refused publish is acknowledged', () => {
  it.each([
    [['claude-worker'], ['hermes'], []],
    [['claude-worker', 'hermes'], ['hermes'], ['observer may not write']],
    [['claude-worker'], ['hermes', 'claude-worker'], ['worker may not read']],
  ])('writers %j and readers %j: failing %j', async (mayWrite, mayRead, failing) => {
    const broker = await start311Broker(mayWrite, mayRead)
    try {
      const { status, failed, text } = await verify({ port: broker.port })
      expect(text).toContain('MQTT 3.1.1')
      expect(Object.keys(failed)).toEqual(failing)
      expect(status).toBe(failing.length === 0 ? 0 : 1)
    } finally {
      await broker.stop()
    }
  })
})

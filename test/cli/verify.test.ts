import { expect, it } from 'vitest'
import { type Check, runVerifyChecks } from '../../src/app/checks/verify-checks.ts'
import { runVerify } from '../../src/cli/commands/verify.ts'
import { profilesOf } from '../../src/cli/context/open-profiles.ts'
import type { JobId } from '../../src/domain/protocol/job-id.ts'
import { systemClock } from '../../src/io/clock/system-clock.ts'
import { newProfileFields } from '../../src/io/profiles/profile.ts'
import { capturedContext } from '../support/captured-context.ts'
import { freePort } from '../support/free-port.ts'
import { mosquittoPub } from '../support/mosquitto.ts'
import { needs } from '../support/tools.ts'
import { env, goodAcl, onMosquitto, publisherLogin, secrets, users, verify } from './verify-run.ts'

needs('mosquitto', 'mosquitto-clients')('verify on a Mosquitto', () => {
  it('passes with the shipped rules, and leaves no retained message', async () => {
    await onMosquitto({}, async (broker) => {
      const { status, failed, text } = await verify({ port: broker.port })
      expect({ status, failed }).toEqual({ status: 0, failed: {} })
      expect(Object.keys(JSON.parse(text))).toEqual(['ok', 'broker', 'checks'])
      expect(broker.log()).toMatch(
        /Received PUBLISH from .* \(d0, q1, r1, m\d+, 'python\/mqtt\/jobs\/verify-\w{8}\/events', \.\.\. \(0 bytes\)\)/,
      )
    })
  })

  it('prints a line for each check', async () => {
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
        '✓ connect                         MQTT 5 without TLS',
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

  it('is inconclusive about the observer when the broker refuses its event for another reason', async () => {
    const publisherPort = await freePort()
    const acl = goodAcl.replace('topic read python', 'topic readwrite python')
    await onMosquitto({ acl, listener: `max_qos 0\nlistener ${publisherPort} 127.0.0.1` }, async ({ port }) => {
      const { status, failed } = await verify({ port, publisher: { port: publisherPort } })
      expect(status).toBe(1)
      expect(failed).toEqual({
        'observer may not write': 'inconclusive: it was refused for another reason, QoS 1 not supported',
      })
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

  it('fails when the ACL keeps the worker from writing', async () => {
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

  it('fails when the ACL keeps the observer from reading', async () => {
    await onMosquitto({ acl: goodAcl.replace('topic read python', 'topic read other') }, async ({ port }) => {
      const { status, failed } = await verify({ port })
      expect(status).toBe(1)
      expect(failed).toMatchObject({
        'started arrives': expect.stringContaining('"hermes" may not read python/mqtt/jobs/verify-'),
        'completed arrives': expect.stringContaining('"hermes" may not read'),
        'late subscriber gets completed': expect.stringContaining('nothing arrived'),
        'worker may not read': expect.stringContaining('inconclusive'),
      })
      expect(failed).not.toHaveProperty('retained event cleared')
    })
  })

  it("asks whether it is the same broker when the publisher's profile leads to another one", async () => {
    await onMosquitto({}, async (here) => {
      await onMosquitto({}, async (there) => {
        const { status, failed, text } = await verify({ port: here.port, publisher: { port: there.port } })
        const [observed, published] = [`mqtt://127.0.0.1:${here.port}`, `mqtt://127.0.0.1:${there.port}`]
        expect(status).toBe(1)
        const words = `published on ${published}, but not delivered by ${observed}: are these the same broker?`
        expect(failed['started arrives']).toContain(words)
        expect(failed['completed arrives']).toContain(words)
        expect(failed['late subscriber gets completed']).toContain('or it was published on another broker')
        expect(JSON.parse(text)).toMatchObject({ broker: observed, publisher_broker: published })
        expect(there.log()).toMatch(/r1, m\d+, 'python\/mqtt\/jobs\/verify-\w+\/events', \.\.\. \(0 bytes\)/)
      })
    })
  })

  it('fails when the broker retains nothing', async () => {
    await onMosquitto({ config: 'retain_available false' }, async ({ port }) => {
      const { status, failed } = await verify({ port })
      expect(status).toBe(1)
      expect(failed).toEqual({
        'completed arrives': expect.stringContaining('retained messages not supported'),
        'late subscriber gets completed': 'not run: the completed event was not accepted',
      })
    })
  })

  it('reports a wrong password of the observer, with the status of a refusal', async () => {
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

  it('reports a wrong password of the publisher', async () => {
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

  it('suggests --publisher when the observer alone may not publish', async () => {
    await onMosquitto({}, async ({ port }) => {
      const { failed } = await verify({ port, publisher: null })
      expect(failed['started arrives']).toMatch(
        /^"hermes" could not publish .*; name the worker's profile with --publisher$/,
      )
    })
  })

  it('fails when both are the same login, because nothing shows that anyone is refused', async () => {
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

  it('fails on a broker without logins, where every reader can write', async () => {
    await onMosquitto({ users: undefined, acl: undefined }, async ({ port }) => {
      const anonymous = { username: null, secret: { kind: 'none' } } as const
      const { status, failed } = await verify({ port, observer: anonymous, publisher: null })
      expect(status).toBe(1)
      expect(failed).toEqual({
        'observer may not write': expect.stringMatching(
          /^the broker asks for no login, so anyone can write: jobdeck broker init/,
        ),
        'worker may not read': expect.stringMatching(
          /^the broker asks for no login, so anyone can read: jobdeck broker init/,
        ),
      })
    })
  })

  it('cleans up even when it is interrupted', async () => {
    await onMosquitto({}, async (broker) => {
      const checks: Check[] = []
      const stop = new AbortController()
      await runVerifyChecks({
        observer: { ...broker.settings, username: 'hermes', password: users.hermes },
        publisher: { ...broker.settings, username: 'claude-worker', password: users['claude-worker'] },
        topicBase: 'python/mqtt/jobs',
        jobId: 'verify-x' as JobId,
        clock: systemClock,
        onCheck: (check) => {
          checks.push(check)
          if (check.name === 'completed arrives') stop.abort()
        },
        onWarning: () => {},
        stop: stop.signal,
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

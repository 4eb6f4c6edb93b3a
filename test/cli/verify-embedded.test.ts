import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { Aedes, type Client } from 'aedes'
import { describe, expect, it } from 'vitest'
import { runVerify } from '../../src/cli/commands/verify.ts'
import { capturedContext } from '../support/captured-context.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { startJobdeck } from '../support/run-jobdeck.ts'
import { verify } from './verify-run.ts'

describe('verify without a broker', () => {
  it('says so, with the status of an unreachable one', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    const { status, failed } = await verify({ port })
    expect(status).toBe(69)
    expect(failed.connect).toContain('refused the connection')
  })

  it('gives up at once on a signal, with its status', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String((server.address() as AddressInfo).port) }
    const program = startJobdeck(['verify'], { env })
    await Promise.all([once(server, 'connection'), program.waitForErrorLine('publisher: ')])
    program.kill('SIGINT')
    expect(await program.exit).toEqual({ code: 130, signal: null })
    expect(program.stdout()).toMatch(/^✗ connect +not run: interrupted$/m)
    server.close()
  })

  it('throws for a publisher profile that does not exist, and for a broken file', async () => {
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
    expect(stdout()).toContain('✓ connect                         MQTT 3.1.1 without TLS\n')
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

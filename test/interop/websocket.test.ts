// MQTT over WebSocket from a profile: the shipped configuration's listener, and one with TLS.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerProject } from '../support/broker-project.ts'
import { quit } from '../support/deck/open-deck.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import { type ShippedMosquitto, startShippedMosquitto } from '../support/shipped-mosquitto.ts'
import { startInPty } from '../support/terminal/pty.ts'
import { needs } from '../support/tools.ts'

needs('mosquitto', 'mosquitto-clients')('a profile over WebSocket', () => {
  const home = temporaryFolder()
  let project: Awaited<ReturnType<typeof brokerProject>>
  let shipped: ShippedMosquitto
  let withTls: Mosquitto
  beforeAll(async () => {
    project = await brokerProject()
    shipped = await startShippedMosquitto(project.directory)
    const certificate = (file: string) => join(project.directory, 'certs', file)
    withTls = await startMosquitto({
      websocketsListener: `certfile ${certificate('server.crt')}\nkeyfile ${certificate('server.key')}`,
    })
  })
  afterAll(async () => {
    await withTls?.stop()
    await shipped?.stop()
    project?.remove()
  })

  function env() {
    return { HERMES: project.passwordOf('hermes'), WORKER: project.passwordOf('claude-worker') }
  }

  async function add(name: string, port: number, ...more: readonly string[]): Promise<void> {
    const address = ['--host', '127.0.0.1', '--port', String(port), '--transport', 'websocket']
    const added = await runJobdeck(['profile', 'add', name, ...address, ...more], { home })
    expect(added, added.stderr).toMatchObject({ code: 0 })
  }

  it('passes the cut-over check through the shipped listener on 9001', async () => {
    await add('ws', shipped.ports[9001], '--username', 'hermes', '--password-env', 'HERMES')
    await add('ws-worker', shipped.ports[9001], '--username', 'claude-worker', '--password-env', 'WORKER')
    const verify = ['--profile', 'ws', 'verify', '--publisher', 'ws-worker', '--json']
    const { code, stdout } = await runJobdeck(verify, { home, env: env() })
    expect(code, stdout).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, broker: `ws://127.0.0.1:${shipped.ports[9001]}` })
  })

  it('works with TLS, and checks the certificate', async () => {
    await add('wss', withTls.websocketsPort, '--tls', '--ca', join(project.directory, 'certs', 'ca.crt'))
    await add('wss-untrusted', withTls.websocketsPort, '--tls')
    const emitted = await runJobdeck(['--profile', 'wss', 'emit', 'job00001', 'completed'], { home })
    expect(emitted).toMatchObject({ code: 0, stdout: 'seq=1 acked\n' })
    const refused = await runJobdeck(['--profile', 'wss-untrusted', 'watch', 'job00001'], { home })
    expect(refused).toMatchObject({ code: 69, stderr: expect.stringContaining('has a certificate from an unknown CA') })
    const deck = startInPty(['--profile', 'wss'], { home, columns: 120 })
    const [bar = ''] = (await deck.sees('● connected')).rows
    expect(bar).toContain(`wss://127.0.0.1:${withTls.websocketsPort}`)
    await deck.sees('job00001')
    await quit(deck)
  })

  it('says what to check when the port does not speak WebSocket', async () => {
    await add('no-ws', shipped.ports[1883])
    await add('ws-as-wss', shipped.ports[9001], '--tls')
    const words = {
      'no-ws': /closed the connection|did not open a WebSocket/,
      'ws-as-wss': /is (probably )?a plain port/,
    }
    for (const [name, expected] of Object.entries(words)) {
      const { code, stderr } = await runJobdeck(['--profile', name, 'watch'], { home })
      expect({ name, code, stderr }).toEqual({ name, code: 69, stderr: expect.stringMatching(expected) })
    }
  })
})

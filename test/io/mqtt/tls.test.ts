import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import type { BrokerSettings } from '../../../src/io/mqtt/settings.ts'
import { freePort } from '../../support/free-port.ts'
import { type MosquittoOptions, plainSettings, startMosquitto } from '../../support/mosquitto.ts'
import { type CertificateFolder, certificateFolder, type Pair } from '../../support/openssl-certificates.ts'
import { ownMosquitto } from '../../support/own-broker.ts'
import { waitFor } from '../../support/wait-for.ts'
import { ownConnection } from './watch-connection.ts'

const run = promisify(execFile)
let folder: CertificateFolder
let certificates: Readonly<
  Record<'ca' | 'otherCa' | 'good' | 'misSigned' | 'expired' | 'elsewhere' | 'self' | 'client' | 'foreign', Pair>
>

beforeAll(async () => {
  folder = await certificateFolder()
  const ca = await folder.ca('Test-CA')
  const otherCa = await folder.ca('Other-CA')
  const good = await folder.signed('good', ca, { names: 'DNS:localhost,IP:127.0.0.1' })
  certificates = {
    ca,
    otherCa,
    good,
    misSigned: await folder.signed('mis-signed', good, { names: 'IP:127.0.0.1' }),
    expired: await folder.signed('expired', ca, { names: 'IP:127.0.0.1', days: -1 }),
    elsewhere: await folder.signed('elsewhere', ca, { names: 'DNS:mqtt.internal,IP:10.0.0.1' }),
    self: await folder.selfSigned('self', 'localhost'),
    client: await folder.signed('client', ca),
    foreign: await folder.signed('foreign', otherCa),
  }
})
afterAll(() => folder.remove())

function serving(pair: Pair, more = ''): string {
  return `cafile ${certificates.ca.cert}\ncertfile ${pair.cert}\nkeyfile ${pair.key}\n${more}`
}

async function connect(options: MosquittoOptions, settings: Partial<BrokerSettings>) {
  const broker = await ownMosquitto(options)
  const port = broker.websocketsPort || broker.port
  const base = { ...broker.settings, port, tls: true, caFile: certificates.ca.cert }
  const connection = ownConnection({ ...base, ...settings })
  return connection
}

describe('TLS', () => {
  it('connects when a private CA signed the certificate for the address', async () => {
    const connection = await connect({ listener: serving(certificates.good) }, {})
    expect(await connection.reaches('connected')).toMatchObject({ mqttVersion: 5 })
    await connection.publish('t/a', 'over TLS', { retain: false, timeoutMs: 60_000 })
    await connection.receives('over TLS')
  })

  it('connects with a self-signed certificate that is its own CA, by its common name', async () => {
    const settings = { host: 'localhost', caFile: certificates.self.cert }
    await (await connect({ listener: serving(certificates.self) }, settings)).reaches('connected')
  })

  it('connects with a client certificate where one is required', async () => {
    const options = { listener: serving(certificates.good, 'require_certificate true') }
    const { cert, key } = certificates.client
    await (await connect(options, { certFile: cert, keyFile: key })).reaches('connected')
  })

  it('connects over WebSocket, plain and with TLS', async () => {
    const overTls = await connect({ websocketsListener: serving(certificates.good) }, { transport: 'websocket' })
    await overTls.reaches('connected')
    const plain = await connect({ websocketsListener: '' }, { transport: 'websocket', tls: false })
    await plain.reaches('connected')
  })

  type Fault = readonly [
    what: string,
    options: () => MosquittoOptions,
    settings: () => Partial<BrokerSettings>,
    message: RegExp,
  ]
  const faults: readonly Fault[] = [
    [
      'another host name',
      () => ({ listener: serving(certificates.elsewhere) }),
      () => ({}),
      /is not for 127\.0\.0\.1 but for mqtt\.internal, 10\.0\.0\.1$/,
    ],
    [
      'a common name that is another host',
      () => ({ listener: serving(certificates.self) }),
      () => ({ caFile: certificates.self.cert }),
      /is not for 127\.0\.0\.1 but for localhost$/,
    ],
    [
      'an unknown CA',
      () => ({ listener: serving(certificates.good) }),
      () => ({ caFile: certificates.otherCa.cert }),
      /has a certificate from an unknown CA$/,
    ],
    [
      'a private CA that is not named',
      () => ({ listener: serving(certificates.good) }),
      () => ({ caFile: null }),
      /has a certificate from an unknown CA$/,
    ],
    [
      'a self-signed certificate that is not trusted',
      () => ({ listener: serving(certificates.self) }),
      () => ({ host: 'localhost' }),
      /has a self-signed certificate that is not trusted$/,
    ],
    [
      'an issuer that is not a CA',
      () => ({ listener: serving(certificates.misSigned) }),
      () => ({ caFile: certificates.good.cert }),
      /is not meant for a server, or its issuer is not a CA$/,
    ],
    [
      'no client certificate',
      () => ({ listener: serving(certificates.good, 'require_certificate true') }),
      () => ({}),
      /requires a client certificate \(mutual TLS\)$/,
    ],
    [
      'a client certificate of a foreign CA',
      () => ({ listener: serving(certificates.good, 'require_certificate true') }),
      () => ({ certFile: certificates.foreign.cert, keyFile: certificates.foreign.key }),
      /does not accept the client certificate$/,
    ],
    [
      'a plain port',
      () => ({}),
      () => ({}),
      /closed the connection during the TLS handshake \(port \d+ is probably a plain port\)$/,
    ],
    [
      'an unknown CA over WebSocket',
      () => ({ websocketsListener: serving(certificates.good) }),
      () => ({ transport: 'websocket', caFile: certificates.otherCa.cert }),
      /^wss:.* has a certificate from an unknown CA$/,
    ],
    [
      'a plain port that is meant to be a WebSocket with TLS',
      () => ({}),
      () => ({ transport: 'websocket' }),
      /^wss:.* closed the connection during the TLS handshake \(port \d+ is probably a plain port\)$/,
    ],
  ]
  it.each(faults)('stops at %s and says so, once', async (_, options, settings, message) => {
    const connection = await connect(options(), settings())
    const { error } = await connection.reaches('stopped')
    expect(error).toMatchObject({ code: 'unreachable' })
    expect(error.message).toMatch(message)
    expect(error.hint).toBeTruthy()
    expect(connection.states.map(({ phase }) => phase)).toEqual(['connecting', 'stopped'])
  })

  const clockFaults: readonly Fault[] = [
    ['an expired certificate', () => ({ listener: serving(certificates.expired) }), () => ({}), /has expired$/],
    [
      'an expired client certificate',
      () => ({ listener: serving(certificates.good, 'require_certificate true') }),
      () => ({ certFile: certificates.expired.cert, keyFile: certificates.expired.key }),
      /does not accept the client certificate \(expired\)$/,
    ],
  ]
  it.each(clockFaults)(
    'retries slowly after %s, because a wrong clock may be the fault',
    async (_, options, settings, message) => {
      const connection = await connect(options(), settings())
      const { error, retryAtMs } = await connection.reaches('waiting')
      expect(error).toMatchObject({ code: 'unreachable' })
      expect(error.message).toMatch(message)
      expect(retryAtMs - systemClock.monotonicMs()).toBeGreaterThan(25_000)
      expect(connection.states.map(({ phase }) => phase)).toEqual(['connecting', 'waiting'])
    },
  )

  it('works once the fault is fixed and the user reconnects', async () => {
    const pair = await folder.signed('mended', certificates.ca, { names: 'IP:127.0.0.1', days: -1 })
    const broker = await ownMosquitto({ listener: serving(pair) })
    const connection = ownConnection({ ...broker.settings, tls: true, caFile: certificates.ca.cert })
    await connection.reaches('waiting')
    await folder.signed('mended', certificates.ca, { names: 'IP:127.0.0.1' })
    await broker.restart()
    connection.reconnect()
    await connection.reaches('connected')
  })

  it('names a missing client certificate in TLS 1.2 too, where the alert differs', async () => {
    const port = await freePort()
    const { cert, key } = certificates.good
    const server = ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', cert, '-key', key, '-tls1_2', '-Verify', '1']
    const child = spawn('openssl', [...server, '-CAfile', certificates.ca.cert, '-verify_return_error'])
    onTestFinished(async () => {
      child.kill()
      await once(child, 'exit')
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    await waitFor(() => output.includes('ACCEPT'), { what: 'openssl s_server' })
    const connection = ownConnection({ ...plainSettings(port), tls: true, caFile: certificates.ca.cert })
    expect((await connection.reaches('stopped')).error.message).toMatch(/requires a client certificate/)
  })

  it.each([
    ['wss', 'MQTT over TLS', () => ({ listener: serving(certificates.good) }), true],
    ['ws', 'MQTT over TLS', () => ({ listener: serving(certificates.good) }), false],
    ['ws', 'plain MQTT', () => ({}), false],
    ['ws', 'MQTT over WebSocket with TLS', () => ({ websocketsListener: serving(certificates.good) }), false],
  ])('waits, when %s meets %s, and asks for a WebSocket listener', async (_, _port, options, tls) => {
    const connection = await connect(options(), { transport: 'websocket', tls })
    const { error } = await connection.reaches('waiting')
    expect(error.message).toMatch(/^wss?:\S+ did not open a WebSocket \(.+\)$/)
    expect(error.hint).toMatch(
      /^check that port \d+ listens for MQTT over WebSocket \(often 9001\), and whether TLS must be on or off$/,
    )
  })

  it('waits when it is plain and the port speaks TLS, and says what to try', async () => {
    const connection = await connect({ listener: serving(certificates.good) }, { tls: false })
    const { error } = await connection.reaches('waiting')
    expect(error).toMatchObject({ code: 'unreachable', hint: expect.stringMatching(/turn TLS on/) })
  })

  it('keeps retrying through a broker restart once it has worked, whatever the handshake looks like', async () => {
    const broker = await ownMosquitto({ listener: serving(certificates.good) })
    const connection = ownConnection({ ...broker.settings, tls: true, caFile: certificates.ca.cert })
    await connection.reaches('connected')
    await broker.kill()
    await connection.reaches('waiting')
    const plain = await startMosquitto({ port: broker.port })
    connection.reconnect()
    await waitFor(() => connection.states.filter(({ phase }) => phase === 'waiting').length === 2)
    await plain.stop()
    await broker.restart()
    await connection.reaches('connected')
  })

  it('stops before it dials when the key does not match, and warns about a world-readable one', async () => {
    const options = { listener: serving(certificates.good, 'require_certificate true') }
    const mixed = await connect(options, { certFile: certificates.client.cert, keyFile: certificates.foreign.key })
    expect((await mixed.reaches('stopped')).error).toMatchObject({ code: 'config' })

    const open = await folder.signed('open', certificates.ca)
    await run('chmod', ['644', open.key])
    const warned = await connect(options, { certFile: open.cert, keyFile: open.key })
    await warned.reaches('connected')
    expect(warned.warnings).toEqual([expect.stringMatching(/every user of this machine can read .*open\.key/)])
  })
})

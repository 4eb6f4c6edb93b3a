import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { publishOnce } from '../../../src/io/mqtt/publisher.ts'
import { startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { mosquittoPub } from '../../support/mosquitto.ts'
import { ownEmbeddedBroker } from '../../support/own-broker.ts'
import { ownConnection } from '../mqtt/watch-connection.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'jobdeck-embedded-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

const request = { topic: 't/a', payload: 'kept', retain: true, timeoutMs: 5_000 }

describe('the embedded broker', () => {
  it('listens on loopback, on a free port, and reports its URL', async () => {
    const [one, two] = [await ownEmbeddedBroker(), await ownEmbeddedBroker()]
    expect(one.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/)
    expect(one.settings).toMatchObject({ host: '127.0.0.1', tls: false, username: null })
    expect(one.settings.port).not.toBe(two.settings.port)
  })

  it("serves other people's clients, including long client ids", async () => {
    const broker = await ownEmbeddedBroker()
    const connection = ownConnection(broker.settings)
    await connection.reaches('connected')
    const to = ['-p', String(broker.settings.port), '-t', 't/x', '-q', '1']
    await mosquittoPub([...to, '-i', 'a-client-id-of-more-than-23-characters', '-s'], 'from mosquitto_pub')
    await connection.receives('from mosquitto_pub')
  })

  it('says which port is in use', async () => {
    const { settings } = await ownEmbeddedBroker()
    await expect(startEmbeddedBroker({ port: settings.port })).rejects.toMatchObject({
      code: 'io',
      message: `port ${settings.port} of 127.0.0.1 is in use`,
    })
  })

  it('forgets everything without a data directory', async () => {
    const first = await ownEmbeddedBroker()
    await publishOnce(first.settings, request)
    await first.close()
    const second = await ownEmbeddedBroker({ port: first.settings.port })
    await publishOnce(second.settings, { ...request, topic: 't/marker', payload: 'marker' })
    const connection = ownConnection(second.settings)
    await connection.receives('marker')
    expect(connection.received).toHaveLength(1)
  })

  it('keeps retained messages in its data directory', async () => {
    const dataDir = join(await folder(), 'deep', 'data')
    const first = await ownEmbeddedBroker({ dataDir })
    await publishOnce(first.settings, request)
    await publishOnce(first.settings, { ...request, topic: 't/작업', payload: '완료' })
    await first.close()
    const second = await ownEmbeddedBroker({ dataDir })
    const connection = ownConnection(second.settings)
    expect(await connection.receives('kept')).toMatchObject({ retained: true })
    await connection.receives('완료')
  })

  it('refuses a data directory that another broker uses, or that is a file', async () => {
    const parent = await folder()
    const dataDir = join(parent, 'data')
    await ownEmbeddedBroker({ dataDir })
    await expect(startEmbeddedBroker({ dataDir })).rejects.toMatchObject({
      code: 'io',
      message: expect.stringMatching(/another broker is using it/),
    })
    await writeFile(join(parent, 'file'), '')
    await expect(startEmbeddedBroker({ dataDir: join(parent, 'file') })).rejects.toMatchObject({ code: 'io' })
  })

  it('acknowledges and drops publishes to reserved topics, so that clients do not repeat them for ever', async () => {
    const broker = await ownEmbeddedBroker()
    const connection = ownConnection(broker.settings, { filters: ['#', '$SYS/evil/new/clients'] })
    await connection.reaches('connected')
    const denied = await publishOnce(broker.settings, { ...request, topic: '$SYS/evil/new/clients' })
    expect(denied).toMatchObject({ kind: 'acked' })
    await publishOnce(broker.settings, { ...request, topic: 't/marker', payload: 'marker' })
    await connection.receives('marker')
    expect(connection.received.map(({ topic }) => topic)).toEqual(['t/marker'])
    expect(connection.states.map(({ phase }) => phase)).toEqual(['connecting', 'connected'])
  })

  it('survives clients that send nonsense', async () => {
    const broker = await ownEmbeddedBroker()
    const socket = connect(broker.settings.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))
    await once(socket, 'close')
    expect(await publishOnce(broker.settings, request)).toMatchObject({ kind: 'acked' })
  })

  it('closes while clients and half-open sockets are connected, and closing twice does no harm', async () => {
    const broker = await startEmbeddedBroker()
    const connection = ownConnection(broker.settings)
    await connection.reaches('connected')
    const idle = connect(broker.settings.port, '127.0.0.1')
    idle.on('error', () => {})
    await once(idle, 'connect')
    const idleClosed = once(idle, 'close')
    await broker.close()
    await idleClosed
    await connection.reaches('waiting')
    await broker.close()
  })
})

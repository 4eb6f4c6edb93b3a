// What the broker keeps for a connection, on real brokers.
import { connect, type IClientOptions } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../support/free-port.ts'
import { mosquittoPub, plainSettings } from '../../support/mosquitto.ts'
import { ownEmbeddedBroker, ownMosquitto } from '../../support/own-broker.ts'
import { ownFaultProxy } from '../../support/own-fault-proxy.ts'
import { claimSlot, ownStateDir } from '../../support/own-slot.ts'
import { ownRecorder } from '../../support/recorder.ts'
import { ownSteadySender } from '../../support/steady-sender.ts'
import { teachVersion4 } from '../../support/teach-version-4.ts'
import { waitFor } from '../../support/wait-for.ts'
import { ownConnection } from './watch-connection.ts'

const pub = (port: number, topic: string, text: string) =>
  mosquittoPub(['-p', String(port), '-q', '1', '-t', topic, '-m', text])

/** Whether the broker has a session for this client id; resuming it keeps it. */
async function hasSession(port: number, clientId: string, protocolVersion: 4 | 5): Promise<boolean> {
  const options: IClientOptions = {
    clientId,
    clean: false,
    protocolVersion,
    reconnectPeriod: 0,
    ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 60 } }),
  }
  const client = connect(`mqtt://127.0.0.1:${port}`, options)
  client.handleMessage = (_packet, done) => done(new Error('not for us'))
  const isPresent = await new Promise<boolean>((resolve, reject) => {
    client.once('connect', ({ sessionPresent }) => resolve(sessionPresent))
    client.once('error', reject)
  })
  await client.endAsync()
  return isPresent
}

describe.each([5, 4] as const)('a session in MQTT %s', (mqttVersion) => {
  async function meet(config = '') {
    const port = await freePort()
    if (mqttVersion === 4) await teachVersion4(port)
    return { broker: await ownMosquitto({ port, persistence: true, config }), stateDir: ownStateDir() }
  }

  it('of the first slot outlives the connection, the others end with it', async () => {
    const { broker, stateDir } = await meet()
    const slots = [await claimSlot(stateDir, broker.settings), await claimSlot(stateDir, broker.settings)]
    const connections = slots.map((session) => ownConnection(broker.settings, { session }))
    for (const connection of connections) await connection.reaches('connected')
    for (const connection of connections) await connection.close()
    const [first, second] = slots.map(({ clientId }) => clientId)
    expect(await hasSession(broker.port, first ?? '', mqttVersion)).toBe(true)
    expect(await hasSession(broker.port, second ?? '', mqttVersion)).toBe(false)
    expect(slots.map(({ memory }) => memory?.filters ?? null)).toEqual([['t/#'], null])
  })

  it('that the broker has lost is reported as a gap, from when it was last heard', async () => {
    const { broker, stateDir } = await meet()
    const slot = await claimSlot(stateDir, broker.settings)
    const connection = ownConnection(broker.settings, { session: slot })
    await connection.reaches('connected')
    await pub(broker.port, 't/a', 'before')
    const { receivedWallMs } = await connection.receives('before')
    await connection.close()
    await slot.release()
    const other = await hasSession(broker.port, slot.clientId, mqttVersion)
    expect(other).toBe(true)
    await forget(broker.port, slot.clientId)

    const again = ownConnection(broker.settings, { session: await claimSlot(stateDir, broker.settings) })
    await again.reaches('connected')
    expect(again.gaps).toEqual([{ fromMs: expect.any(Number), toMs: expect.any(Number), why: 'session-lost' }])
    const [{ fromMs, toMs } = { fromMs: 0, toMs: 0 }] = again.gaps
    expect(fromMs).toBeGreaterThanOrEqual(receivedWallMs - 1_000)
    expect(toMs).toBeGreaterThanOrEqual(fromMs)
  })

  it('drops filters that are not asked for any more', async () => {
    const { broker, stateDir } = await meet()
    const slot = await claimSlot(stateDir, broker.settings)
    const before = ownConnection(broker.settings, { session: slot, filters: ['t/#'] })
    await before.reaches('connected')
    before.subscribe(['u/#'])
    await waitFor(() => broker.log().includes('u/# (QoS 1)'), { what: 'the subscription' })
    await pub(broker.port, 'u/a', 'u 1')
    await before.receives('u 1')
    await before.close()
    await slot.release()
    const after = ownConnection(broker.settings, { session: await claimSlot(stateDir, broker.settings) })
    await after.reaches('connected')
    await waitFor(() => /Received UNSUBSCRIBE .*\n.*u\/#/.test(broker.log()), { what: 'the end of the subscription' })
    await pub(broker.port, 't/a', 'sync')
    await after.receives('sync')
    await pub(broker.port, 'u/a', 'u 2')
    await pub(broker.port, 't/a', 'last')
    await after.receives('last')
    expect(after.received.map(({ text }) => text)).toEqual(['sync', 'last'])
  })

  it('is not asked for without a plan, and what that may have cost is a gap', async () => {
    const { broker } = await meet()
    const connection = ownConnection(broker.settings)
    await connection.reaches('connected')
    expect(connection.gaps).toEqual([])
    await broker.kill()
    await connection.reaches('waiting')
    await broker.restart()
    connection.reconnect()
    await connection.reaches('connected')
    expect(connection.gaps).toMatchObject([{ why: 'no-session' }])
  })

  it('holds back when nothing is acknowledged, and delivers the rest in order afterwards', async () => {
    const { broker, stateDir } = await meet('max_inflight_messages 0\nmax_queued_messages 0')
    const slot = await claimSlot(stateDir, broker.settings)
    const connection = ownConnection(broker.settings, { session: slot, acknowledgement: 'by-owner' })
    const numbers = Array.from({ length: 12_000 }, (_, n) => n)
    await connection.reaches('connected')
    const lines = numbers.map((n) => `${n}\n`).join('')
    await mosquittoPub(['-p', String(broker.port), '-q', '0', '-t', 't/a', '-l'], lines)
    const bound = await connection.receives('9999')
    // What the broker sends at once would have arrived by the time it has answered this.
    expect(await connection.publish('other', '', { retain: false, timeoutMs: 300 })).toEqual({ kind: 'no-answer' })
    expect(connection.received).toHaveLength(10_000)
    connection.acknowledge(bound.delivery)
    await connection.receives('11999')
    expect(connection.received.map(({ text }) => Number(text))).toEqual(numbers)
  })
})

/** Makes the broker forget the session of a client id. */
async function forget(port: number, clientId: string): Promise<void> {
  const client = connect(`mqtt://127.0.0.1:${port}`, { clientId, clean: true, reconnectPeriod: 0 })
  await new Promise<void>((resolve) => client.once('connect', () => resolve()))
  await client.endAsync()
}

describe('a session for this run', () => {
  it('costs nothing when the connection is cut, and ends with the connection', async () => {
    const broker = await ownMosquitto({ persistence: true })
    const proxy = await ownFaultProxy(broker.port)
    const sender = ownSteadySender(broker.port)
    const recorder = ownRecorder(plainSettings(proxy.port), { session: 'run' })
    await recorder.reaches('connected')
    const sent = sender.send(1, 100, 300)
    await recorder.hasRecorded(30)
    proxy.cut()
    await recorder.reaches('waiting')
    await sent
    recorder.reconnect()
    await recorder.hasRecorded(100)
    expect(recorder.records.texts.map(Number)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
    expect(recorder.gaps).toEqual([])
    const clientId = /Received CONNECT from \S+ as (test-\S+) |as (test-[0-9a-f]{10}) /.exec(broker.log())?.[2] ?? ''
    expect(clientId).not.toBe('')
    await recorder.close()
    await waitFor(() => broker.log().includes(`Received DISCONNECT from ${clientId}`), { what: 'the DISCONNECT' })
    await waitFor(() => broker.log().includes(`Client ${clientId} disconnected`), { what: 'the end of the client' })
    expect(await hasSession(broker.port, clientId, 5)).toBe(false)
  })

  it('is not asked for in MQTT 3.1.1, which would never forget it', async () => {
    const broker = await ownEmbeddedBroker()
    const proxy = await ownFaultProxy(broker.settings.port)
    const connection = ownConnection({ ...broker.settings, port: proxy.port }, { session: 'run' })
    expect(await connection.reaches('connected')).toMatchObject({ mqttVersion: 4 })
    proxy.cut()
    await connection.reaches('waiting')
    connection.reconnect()
    await connection.reaches('connected')
    expect(connection.gaps).toMatchObject([{ why: 'no-session' }])
  })
})

describe('a message that is too large', () => {
  it('is skipped by an MQTT 5 broker, live and while the monitor is away, and nothing else is', async () => {
    const broker = await ownMosquitto({ persistence: true })
    const stateDir = ownStateDir()
    const slot = await claimSlot(stateDir, broker.settings)
    const connection = ownConnection(broker.settings, { session: slot })
    await connection.reaches('connected')
    const publisher = connect(`mqtt://127.0.0.1:${broker.port}`)
    onTestFinished(() => publisher.endAsync())
    const publish = async (text: string) => {
      await publisher.publishAsync('t/a', Buffer.alloc(400_000), { qos: 1 })
      await publisher.publishAsync('t/a', text, { qos: 1 })
    }
    await publish('live')
    await connection.receives('live')
    await connection.close()
    await slot.release()
    await publish('away')
    const again = ownConnection(broker.settings, { session: await claimSlot(stateDir, broker.settings) })
    await again.receives('away')
    await again.reaches('connected')
    expect(again.received.map(({ text }) => text)).toEqual(['away'])
    expect(again.states.map(({ phase }) => phase)).toEqual(['connecting', 'connected'])
  })
})

describe('a session at the embedded broker', () => {
  it('outlives the connection, as with any other broker', async () => {
    const broker = await ownEmbeddedBroker()
    const stateDir = ownStateDir()
    const sender = ownSteadySender(broker.settings.port)
    const slot = await claimSlot(stateDir, broker.settings)
    const before = ownRecorder(broker.settings, { session: slot })
    await before.reaches('connected')
    await sender.send(1, 50, 500)
    await before.hasRecorded(50)
    await before.close()
    await slot.release()
    await sender.send(51, 100, 500)
    const after = ownRecorder(broker.settings, { session: await claimSlot(stateDir, broker.settings) })
    await after.hasRecorded(50)
    expect(after.arrived.map(Number)).toEqual(Array.from({ length: 50 }, (_, n) => n + 51))
    expect(after.gaps).toEqual([])
  })
})

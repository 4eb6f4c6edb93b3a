// What link-reader.ts, link-deliveries.ts and link-keepalive.ts rely on in MQTT.js without its documentation saying so. When one of these fails
// after an update of MQTT.js, messages would be acknowledged before they are recorded, or not read at all.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, connectAsync, type DoneCallback, type IClientOptions, type IPublishPacket, MqttClient } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ownEmbeddedBroker, ownMosquitto } from '../../support/own-broker.ts'
import { waitFor } from '../../support/wait-for.ts'

const topic = 't/contract'

/** A client whose `onPacket` is in place before the first packet can come. */
async function subscriber(port: number, options: IClientOptions, onPacket: (done: DoneCallback) => void) {
  const client = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...options })
  onTestFinished(() => client.endAsync(true))
  const errors: Error[] = []
  const sent: string[] = []
  const handed: IPublishPacket[] = []
  client.on('error', (error) => errors.push(error))
  client.handleMessage = (packet, done) => {
    handed.push(packet)
    onPacket(done)
  }
  await new Promise<void>((resolve) => client.once('connect', () => resolve()))
  client.on('packetsend', ({ cmd }) => sent.push(cmd))
  return { client, errors, sent, handed }
}

const acknowledge = (done: DoneCallback) => done()
const withhold = (done: DoneCallback) => done(new Error('not yet'))

async function publish(port: number, from: number, to: number): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`)
  for (let n = from; n <= to; n++) await client.publishAsync(topic, String(n), { qos: 1 })
  await client.endAsync()
}

const textsOf = (packets: readonly IPublishPacket[]) => packets.map(({ payload }) => String(payload))
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))

it('the version of MQTT.js is pinned', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
  expect(dependencies.mqtt).toBe(MqttClient.VERSION)
})

describe.each([
  ['Mosquitto in MQTT 5', 5, ownMosquitto],
  ['Mosquitto in MQTT 3.1.1', 4, ownMosquitto],
  ['the embedded broker', 4, ownEmbeddedBroker],
] as const)('MQTT.js with %s', (_, protocolVersion, ownBroker) => {
  async function meet() {
    const broker = await ownBroker()
    const { port } = 'settings' in broker ? broker.settings : broker
    const session: IClientOptions = {
      protocolVersion,
      clientId: `contract-${randomUUID()}`,
      clean: false,
      ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 60 } }),
    }
    return { port, session }
  }

  it('skips the PUBACK when handleMessage gets an error, reads on and emits no error', async () => {
    const { port, session } = await meet()
    const { client, errors, sent, handed } = await subscriber(port, session, withhold)
    await client.subscribeAsync(topic, { qos: 1 })
    await publish(port, 1, 10)
    await waitFor(() => handed.length === 10, { what: 'ten messages' })
    expect(sent).not.toContain('puback')
    expect(errors).toEqual([])
    expect(client.connected).toBe(true)
    await client.endAsync(true)

    const again = await subscriber(port, session, acknowledge)
    await waitFor(() => again.handed.length === 10, { what: 'the same ten' })
    expect(textsOf(again.handed)).toEqual(numbers(1, 10))
  })

  it('takes PUBACKs written into its stream, in any number at once', async () => {
    const { port, session } = await meet()
    const { client, errors, handed } = await subscriber(port, session, withhold)
    await client.subscribeAsync(topic, { qos: 1 })
    await publish(port, 1, 10)
    await waitFor(() => handed.length === 10, { what: 'ten messages' })
    const ids = handed.slice(0, 7).map(({ messageId }) => messageId ?? 0)
    client.stream.write(Buffer.from(ids.flatMap((id) => [0x40, 2, id >> 8, id & 0xff])))
    // Its answer shows that the broker has read what came before.
    await client.publishAsync('t/other', 'x', { qos: 1 })
    await client.endAsync(true)
    expect(errors).toEqual([])

    const again = await subscriber(port, session, acknowledge)
    await waitFor(() => again.handed.length >= 3, { what: 'the other three' })
    expect(textsOf(again.handed)).toEqual(numbers(8, 10))
  })

  it('reads nothing more while the callback of handleMessage is held, and goes on with the next message', async () => {
    const { port, session } = await meet()
    const held: DoneCallback[] = []
    const { client, handed } = await subscriber(port, session, (done) => held.push(done))
    await client.subscribeAsync(topic, { qos: 1 })
    await publish(port, 1, 3)
    for (let n = 1; n <= 3; n++) {
      await waitFor(() => handed.length === n, { what: `message ${n}` })
      held[n - 1]?.(new Error('not yet'))
    }
    expect(textsOf(handed)).toEqual(numbers(1, 3))
  })

  it('reads its stream by one listener, which takes a packet that it gets alone before it returns', async () => {
    const { port, session } = await meet()
    const { client } = await subscriber(port, session, acknowledge)
    expect(client.stream.listenerCount('data')).toBe(1)
    const taken: string[] = []
    client.on('packetreceive', ({ cmd }) => taken.push(cmd))
    client.stream.emit('data', Buffer.from([0xd0, 0]))
    expect(taken).toEqual(['pingresp'])
  })

  it('leaves pings and time-outs to us when its timer is replaced', async () => {
    const { port, session } = await meet()
    const timers: (() => void)[] = []
    const timerVariant = {
      set: (run: () => void) => timers.push(run),
      clear: () => {},
    }
    const { client, sent } = await subscriber(port, { ...session, keepalive: 1, timerVariant }, acknowledge)
    expect(timers.length).toBeGreaterThan(0)
    expect(client.keepalive).toBe(1)
    client.sendPing()
    expect(sent).toEqual(['pingreq'])
    const pong = await waitFor(() => timers.length > 1, { what: 'the answer to the ping' })
    expect(pong).toBe(true)
  })
})

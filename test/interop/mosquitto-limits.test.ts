// The shipped configuration in the real Mosquitto: how large a message may be, what is queued and what a crash loses.
import mqtt from 'mqtt'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { maxPayloadBytes } from '../../src/domain/protocol/decode.ts'
import { type BrokerUser, brokerProject } from '../support/broker-project.ts'
import { type ShippedMosquitto, startShippedMosquitto } from '../support/shipped-mosquitto.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

const jobTopic = 'python/mqtt/jobs/abc12345/events'
const maxPacketBytes = 328_144

needs('mosquitto')('the limits of the shipped Mosquitto configuration', () => {
  let project: Awaited<ReturnType<typeof brokerProject>>
  let broker: ShippedMosquitto
  let clients: mqtt.MqttClient[] = []

  beforeAll(async () => {
    project = await brokerProject()
    broker = await startShippedMosquitto(project.directory)
  })
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)))
    clients = []
  })
  afterAll(async () => {
    await broker?.stop()
    project?.remove()
  })

  type Listener = 'plain' | 'WebSocket'

  function open(user: BrokerUser, options: mqtt.IClientOptions = {}, listener: Listener = 'plain'): mqtt.MqttClient {
    const login = { username: user, password: project.passwordOf(user) }
    const url =
      listener === 'plain' ? `mqtt://127.0.0.1:${broker.ports[1883]}` : `ws://127.0.0.1:${broker.ports[9001]}/mqtt`
    const client = mqtt.connect(url, { protocolVersion: 5, reconnectPeriod: 0, ...login, ...options })
    client.on('error', () => {})
    clients.push(client)
    return client
  }

  async function connect(...how: Parameters<typeof open>): Promise<mqtt.MqttClient> {
    const client = open(...how)
    await waitFor(() => client.connected, { what: 'the connection' })
    return client
  }

  /** What the client receives from now on. */
  function received(client: mqtt.MqttClient): string[] {
    const messages: string[] = []
    client.on('message', (_topic, payload) => messages.push(String(payload)))
    return messages
  }

  it('sends a thousand events ahead of their acknowledgements in MQTT 3.1.1', async () => {
    const hermes = await connect('hermes', { protocolVersion: 4 })
    const messages: string[] = []
    hermes.handleMessage = (packet, done) => {
      messages.push(String(packet.payload))
      done(new Error('not acknowledged'))
    }
    await hermes.subscribeAsync(jobTopic, { qos: 1 })
    const worker = await connect('claude-worker')
    const events = Array.from({ length: 1000 }, (_, index) => `event ${index + 1}`)
    await Promise.all(events.map((event) => worker.publishAsync(jobTopic, event, { qos: 1 })))
    await waitFor(() => messages.length >= events.length, { what: 'every event' })
    expect(messages).toEqual(events)
  })

  it('takes the largest event that jobdeck reads, and tells an MQTT 5 client its limit', async () => {
    const operator = await connect('operator')
    expect(operator.serverProperties?.maximumPacketSize).toBe(maxPacketBytes)
    const messages = received(operator)
    await operator.subscribeAsync(jobTopic, { qos: 1 })
    await operator.publishAsync(jobTopic, 'x'.repeat(maxPayloadBytes), { qos: 1 })
    await waitFor(() => messages.length > 0, { what: 'the largest event' })
  })

  it.each([
    ['plain', 4],
    ['plain', 5],
    ['WebSocket', 4],
  ] as const)('never passes on a larger message, over %s in version %i', async (listener, protocolVersion) => {
    const hermes = await connect('hermes')
    const messages = received(hermes)
    await hermes.subscribeAsync(jobTopic, { qos: 1 })
    const stranger = await connect('operator', { protocolVersion }, listener)
    // Over TCP it is cut off; over WebSocket the message is acknowledged and discarded.
    const ended = new Promise((resolve) => stranger.on('close', () => resolve(null)))
    const huge = 'x'.repeat(2 * maxPayloadBytes)
    const acknowledged = new Promise((resolve) => stranger.publish(jobTopic, huge, { qos: 1 }, resolve))
    await Promise.race([ended, acknowledged])
    const operator = await connect('operator')
    await operator.publishAsync(jobTopic, 'the next one', { qos: 1 })
    await waitFor(() => messages.length > 0, { what: 'the next event' })
    expect(messages).toEqual(['the next one'])
  })

  it('has what it acknowledged five seconds ago, even when it is killed', async () => {
    const session = { clientId: 'hermes-killed', clean: false, protocolVersion: 4 } as const
    const leaving = await connect('hermes', session)
    await leaving.subscribeAsync(jobTopic, { qos: 1 })
    await leaving.endAsync()
    const worker = await connect('claude-worker')
    await worker.publishAsync(jobTopic, 'queued', { qos: 1 })
    await worker.publishAsync('python/mqtt/jobs/late0001/events', 'retained', { qos: 1, retain: true })
    const publishedAtMs = Date.now()
    await waitFor(() => broker.savedAtMs() > publishedAtMs, { what: 'the next save' })
    await broker.restart('kill')

    const back = open('hermes', session)
    const messages = received(back)
    await waitFor(() => messages.includes('queued'), { what: 'the queued event' })
    await back.subscribeAsync('python/mqtt/jobs/late0001/events', { qos: 1 })
    await waitFor(() => messages.includes('retained'), { what: 'the retained event' })
  })
})

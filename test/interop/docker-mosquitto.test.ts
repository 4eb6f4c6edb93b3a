// The shipped configuration in the real Mosquitto: which user gets in through which listener, and what each may do.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type BrokerUser, brokerProject } from '../support/broker-project.ts'
import { type ShippedMosquitto, startShippedMosquitto } from '../support/shipped-mosquitto.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

const notAuthorized = 135
const jobTopic = 'python/mqtt/jobs/abc12345/events'
const everyJob = 'python/mqtt/jobs/+/events'
const legacyTopic = 'python/mqtt/sample'
const users: readonly BrokerUser[] = ['hermes', 'claude-worker', 'operator']

needs('mosquitto', 'mosquitto-clients')('the shipped Mosquitto configuration', () => {
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

  type Listener = 'plain' | 'TLS' | 'WebSocket'

  function urlOf(listener: Listener): string {
    if (listener === 'plain') return `mqtt://127.0.0.1:${broker.ports[1883]}`
    if (listener === 'TLS') return `mqtts://localhost:${broker.ports[8883]}`
    return `ws://127.0.0.1:${broker.ports[9001]}/mqtt`
  }

  async function connect(url: string, options: mqtt.IClientOptions): Promise<mqtt.MqttClient> {
    const ca = readFileSync(join(project.directory, 'certs/ca.crt'))
    const client = await mqtt.connectAsync(url, { protocolVersion: 5, reconnectPeriod: 0, ca, ...options })
    clients.push(client)
    return client
  }

  function connectAs(user: BrokerUser, options: mqtt.IClientOptions = {}): Promise<mqtt.MqttClient> {
    return connect(urlOf('plain'), { username: user, password: project.passwordOf(user), ...options })
  }

  /** What the client receives from now on, as `topic payload`. */
  function received(client: mqtt.MqttClient): string[] {
    const messages: string[] = []
    client.on('message', (topic, payload) => messages.push(`${topic} ${payload}`))
    return messages
  }

  /** Publishes at QoS 1 and returns the reason code of a refusal, else 0. */
  async function publishAs(user: BrokerUser, topic: string, payload: string): Promise<number> {
    const client = await connectAs(user)
    const outcome = await client.publishAsync(topic, payload, { qos: 1 }).catch((error: { code: number }) => error)
    return outcome && 'code' in outcome ? outcome.code : 0
  }

  it.each<Listener>(['plain', 'TLS', 'WebSocket'])(
    'lets all three users in through the %s listener',
    async (listener) => {
      for (const user of users) {
        const client = await connect(urlOf(listener), { username: user, password: project.passwordOf(user) })
        expect(client.connected).toBe(true)
      }
    },
  )

  it.each<Listener>(['plain', 'TLS', 'WebSocket'])(
    'refuses strangers and wrong passwords on the %s listener',
    async (listener) => {
      await expect(connect(urlOf(listener), {})).rejects.toMatchObject({ code: notAuthorized })
      await expect(connect(urlOf(listener), { username: 'operator', password: 'wrong' })).rejects.toMatchObject({
        code: notAuthorized,
      })
    },
  )

  it('has a certificate for localhost and the loopback address, signed by its own CA', async () => {
    const login = { username: 'hermes', password: project.passwordOf('hermes') }
    const byAddress = await connect(`mqtts://127.0.0.1:${broker.ports[8883]}`, login)
    expect(byAddress.connected).toBe(true)
    await expect(connect(urlOf('TLS'), { ...login, ca: [] })).rejects.toThrow(/certificate/)
  })

  it('lets the worker write events and nothing else', async () => {
    expect(await publishAs('claude-worker', jobTopic, 'event')).toBe(0)
    expect(await publishAs('claude-worker', 'python/mqtt/jobs/abc12345/logs', 'log')).toBe(notAuthorized)
    expect(await publishAs('claude-worker', 'python/mqtt/other', 'text')).toBe(notAuthorized)
  })

  it('keeps events from the worker, who still gets the legacy topic', async () => {
    const worker = await connectAs('claude-worker')
    const messages = received(worker)
    await worker.subscribeAsync([everyJob, jobTopic, '#', legacyTopic], { qos: 1 })
    expect(await publishAs('operator', jobTopic, 'secret')).toBe(0)
    expect(await publishAs('operator', legacyTopic, 'after it')).toBe(0)
    await waitFor(() => messages.length > 0, { what: 'the legacy message' })
    expect(new Set(messages)).toEqual(new Set([`${legacyTopic} after it`]))
  })

  it('lets hermes read events and write none', async () => {
    const hermes = await connectAs('hermes')
    const messages = received(hermes)
    await hermes.subscribeAsync(everyJob, { qos: 1 })
    expect(await publishAs('hermes', jobTopic, 'by hermes')).toBe(notAuthorized)
    expect(await publishAs('claude-worker', jobTopic, 'by the worker')).toBe(0)
    await waitFor(() => messages.length > 0, { what: "the worker's event" })
    expect(messages).toEqual([`${jobTopic} by the worker`])
  })

  it('lets the operator read and write events', async () => {
    const operator = await connectAs('operator')
    const messages = received(operator)
    await operator.subscribeAsync(everyJob, { qos: 1 })
    expect(await publishAs('operator', jobTopic, 'by hand')).toBe(0)
    await waitFor(() => messages.includes(`${jobTopic} by hand`), { what: 'the injected event' })
    expect(await publishAs('operator', 'python/mqtt/other', 'text')).toBe(notAuthorized)
  })

  it('keeps the legacy topic usable by every user', async () => {
    const readers = await Promise.all(users.map((user) => connectAs(user)))
    const inboxes = readers.map(received)
    await Promise.all(readers.map((reader) => reader.subscribeAsync(legacyTopic, { qos: 1 })))
    for (const user of users) expect(await publishAs(user, legacyTopic, user)).toBe(0)
    const expected = users.map((user) => `${legacyTopic} ${user}`)
    for (const inbox of inboxes) {
      await waitFor(() => inbox.length === users.length, { what: 'a message of each user' })
      expect(inbox).toEqual(expected)
    }
  })

  it('shows the outcome to a client that comes late, even after a restart', async () => {
    const worker = await connectAs('claude-worker')
    await worker.publishAsync('python/mqtt/jobs/late0001/events', 'completed', { qos: 1, retain: true })
    await broker.restart()
    const hermes = await connectAs('hermes')
    const messages = received(hermes)
    await hermes.subscribeAsync('python/mqtt/jobs/late0001/events', { qos: 1 })
    await waitFor(() => messages.length > 0, { what: 'the retained event' })
    expect(messages).toEqual(['python/mqtt/jobs/late0001/events completed'])
  })

  it('keeps more than the usual 1,000 events for a monitor that is away, even through a restart', async () => {
    const session = { clientId: 'hermes-away', clean: false, properties: { sessionExpiryInterval: 3600 } }
    const leaving = await connectAs('hermes', session)
    await leaving.subscribeAsync(jobTopic, { qos: 1 })
    await leaving.endAsync()

    const worker = await connectAs('claude-worker')
    const events = Array.from({ length: 1500 }, (_, index) => `event ${index + 1}`)
    await Promise.all(events.map((event) => worker.publishAsync(jobTopic, event, { qos: 1 })))
    await broker.restart()

    const back = mqtt.connect(urlOf('plain'), {
      ...session,
      protocolVersion: 5,
      reconnectPeriod: 0,
      username: 'hermes',
      password: project.passwordOf('hermes'),
    })
    clients.push(back)
    const messages = received(back)
    await waitFor(() => messages.length >= events.length, { what: 'the queued events' })
    expect(messages).toEqual(events.map((event) => `${jobTopic} ${event}`))
  })

  it('opens 8883 and nothing else in production', async () => {
    const production = await startShippedMosquitto(project.directory, 'mosquitto.prod.conf')
    try {
      const opened = [...production.log().matchAll(/Opening .* listen socket on port (\d+)/g)].map(([, port]) =>
        Number(port),
      )
      expect(opened).toEqual([production.ports[8883]])
      const login = { username: 'hermes', password: project.passwordOf('hermes') }
      const client = await connect(`mqtts://localhost:${production.ports[8883]}`, login)
      expect(client.connected).toBe(true)
      await expect(connect(`mqtts://localhost:${production.ports[8883]}`, {})).rejects.toMatchObject({
        code: notAuthorized,
      })
    } finally {
      await production.stop()
    }
  })

  /** Runs the check of docker-compose.yml against a broker with the CA of a project, and returns its status. */
  function health(of: ShippedMosquitto, directory: string): number | null {
    const compose = parse(readFileSync(join(directory, 'docker-compose.yml'), 'utf8'))
    const [kind, command] = compose.services.mosquitto.healthcheck.test as [string, string]
    expect(kind).toBe('CMD-SHELL')
    const mapped = command
      .replaceAll('$$', '$')
      .replace('-p 8883', `-p ${of.ports[8883]}`)
      .replace('/mosquitto/certs', join(directory, 'certs'))
    return spawnSync('sh', ['-c', mapped]).status
  }

  it('passes the health check of docker-compose.yml while it runs', async () => {
    expect(health(broker, project.directory)).toBe(0)
    expect(broker.log()).toContain('not authorised')
    await broker.stop()
    expect(health(broker, project.directory)).not.toBe(0)
    broker = await startShippedMosquitto(project.directory)
  })

  it('passes the health check with a certificate for a name other than localhost, if its CA signed it', async () => {
    const own = await brokerProject()
    const inCerts = (...args: readonly string[]) =>
      execFileSync('openssl', args, { cwd: join(own.directory, 'certs'), stdio: 'pipe' })
    const newPair = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'server.key', '-out', 'server.crt']
    inCerts('req', '-x509', ...newPair, '-days', '825', '-subj', '/CN=mqtt.internal')
    chmodSync(join(own.directory, 'certs/server.key'), 0o644)
    const elsewhere = await startShippedMosquitto(own.directory)
    try {
      expect(health(elsewhere, own.directory)).not.toBe(0)
      inCerts('x509', '-in', 'server.crt', '-out', 'ca.crt')
      expect(health(elsewhere, own.directory)).toBe(0)
    } finally {
      await elsewhere.stop()
      own.remove()
    }
  })

  it('never has a comment behind a value, which Mosquitto would take for part of a path', () => {
    for (const name of ['mosquitto.conf', 'mosquitto.prod.conf', 'acl']) {
      const lines = readFileSync(join(project.directory, 'mosquitto', name), 'utf8').split('\n')
      expect(lines.filter((line) => /^[^#].*#/.test(line))).toEqual([])
    }
  })

  // Only root can give up root, and only then does the key's mode matter.
  it.runIf(process.getuid?.() === 0)(
    'does not start on a key that its user cannot read after giving up root',
    async () => {
      const key = join(project.directory, 'certs/server.key')
      const mode = 0o644
      chmodSync(key, 0o600)
      try {
        await expect(startShippedMosquitto(project.directory)).rejects.toThrow(/server key/)
      } finally {
        chmodSync(key, mode)
      }
    },
  )
})

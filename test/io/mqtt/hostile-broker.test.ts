import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ConnectionOptions } from '../../../src/io/mqtt/connection.ts'
import { waitFor } from '../../support/wait-for.ts'
import { acceptConnect, type FakeAnswers, startFakeBroker, subackOf } from './fake-broker.ts'
import { ownConnection } from './watch-connection.ts'

async function meet(answers: FakeAnswers, options: Partial<ConnectionOptions> = {}) {
  const broker = await startFakeBroker(answers)
  onTestFinished(() => broker.close())
  return { broker, connection: ownConnection(broker.settings, options) }
}

/** Gives up on a silent broker soon. */
const silent = { connectTimeoutMs: 1_000 }

const accepting: FakeAnswers = {
  onConnect: acceptConnect,
  onSubscribe: (socket, packetId) => socket.write(subackOf(packetId, 1)),
}

describe('a server that is not a broker', () => {
  it('closes at once: both versions are tried, then the connection waits', async () => {
    const { broker, connection } = await meet({ onConnect: (socket) => socket.destroy() })
    const { error } = await connection.reaches('waiting')
    expect(error).toMatchObject({ code: 'unreachable' })
    expect(error.message).toMatch(/closed the connection without an answer/)
    expect(broker.versions).toEqual([5, 4])
    connection.reconnect()
    await waitFor(() => broker.versions.length === 4)
    expect(broker.versions).toEqual([5, 4, 5, 4])
  })

  it('never answers: both versions are tried, each within the limit', async () => {
    const { broker, connection } = await meet({}, silent)
    const { error } = await connection.reaches('waiting')
    expect(error.message).toMatch(/accepted the connection but does not answer MQTT/)
    expect(broker.versions).toEqual([5, 4])
    await waitFor(() => broker.openSockets() === 0, { what: 'both sockets closed' })
  })

  it.each(['tcp', 'websocket'] as const)(
    'stays silent over %s: close() drops the connection at once',
    async (transport) => {
      const broker = await startFakeBroker({})
      onTestFinished(() => broker.close())
      const connection = ownConnection({ ...broker.settings, transport }, { connectTimeoutMs: 60_000 })
      await waitFor(() => broker.openSockets() === 1)
      await connection.close()
      await waitFor(() => broker.openSockets() === 0)
      expect(connection.states.map(({ phase }) => phase)).toEqual(['connecting', 'closed'])
    },
  )

  it('never answers the opening of a WebSocket: the error says so', async () => {
    const broker = await startFakeBroker({})
    onTestFinished(() => broker.close())
    const connection = ownConnection({ ...broker.settings, transport: 'websocket' }, { connectTimeoutMs: 300 })
    const { error } = await connection.reaches('waiting')
    expect(error.message).toMatch(/did not open a WebSocket \(no answer\)$/)
  })

  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'stopped', /answered as a web server/],
    ['a TLS port', '\x15\x03\x01\x00\x02\x02\x46', 'stopped', /answered in TLS/],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'waiting', /something that is not MQTT/],
  ] as const)('is %s: it is called that', async (_, answer, phase, message) => {
    const { connection } = await meet({ onConnect: (socket) => socket.write(Buffer.from(answer, 'latin1')) })
    expect((await connection.reaches(phase)).error.message).toMatch(message)
  })
})

describe('a broker that speaks MQTT 3.1.1 only', () => {
  it('is dialled in that version at once, and in both again when it no longer answers', async () => {
    let answers = true
    const { broker, connection } = await meet({
      onConnect: (socket, version) => {
        if (answers && version === 4) acceptConnect(socket, version)
        else socket.destroy()
      },
      onSubscribe: (socket, [high, low]) => socket.write(Buffer.from([0x90, 3, high, low, 1])),
    })
    await connection.reaches('connected')
    broker.closeSockets()
    await connection.reaches('waiting')
    connection.reconnect()
    await connection.reaches('connected')
    expect(broker.versions).toEqual([5, 4, 4])
    answers = false
    broker.closeSockets()
    await connection.reaches('waiting')
    for (const versions of [
      [5, 4, 4, 4],
      [5, 4, 4, 4, 5, 4],
    ]) {
      connection.reconnect()
      await connection.reaches('waiting')
      expect(broker.versions).toEqual(versions)
    }
  })
})

describe('a broker that misbehaves after the CONNACK', () => {
  it('does not answer the subscription: the connection waits', async () => {
    const { connection } = await meet({ onConnect: acceptConnect }, silent)
    const { error } = await connection.reaches('waiting')
    expect(error.message).toMatch(/does not answer the subscription/)
  })

  it('denies the subscription: the connection stops and names the filter', async () => {
    const { connection } = await meet({
      onConnect: acceptConnect,
      onSubscribe: (socket, packetId) => socket.write(subackOf(packetId, 135)),
    })
    const { error } = await connection.reaches('stopped')
    expect(error).toMatchObject({ code: 'refused' })
    expect(error.message).toMatch(/does not allow an anonymous client to read t\/#/)
  })

  it('refuses some of the filters: the connection is up and warns of each', async () => {
    const filters = ['a/#', 'secret/#', 'b/#']
    const onSubscribe: FakeAnswers['onSubscribe'] = (socket, packetId) => socket.write(subackOf(packetId, 1, 135, 1))
    const { broker, connection } = await meet({ onConnect: acceptConnect, onSubscribe }, { filters })
    await connection.reaches('connected')
    const warning = expect.stringMatching(/does not allow an anonymous client to read secret\/#/)
    expect(connection.warnings).toEqual([warning])
    // A warning about the first connection is not repeated for the next one.
    broker.closeSockets()
    await connection.reaches('waiting')
    connection.reconnect()
    await connection.reaches('connected')
    expect(connection.warnings).toEqual([warning])
  })

  it('refuses an additional filter: the connection stays up and warns', async () => {
    let count = 0
    const onSubscribe: FakeAnswers['onSubscribe'] = (socket, packetId) => {
      socket.write(subackOf(packetId, count++ === 0 ? 1 : 135))
    }
    const { connection } = await meet({ onConnect: acceptConnect, onSubscribe })
    await connection.reaches('connected')
    connection.subscribe(['secret/#'])
    await waitFor(() => connection.warnings.length === 1)
    expect(connection.states.at(-1)).toMatchObject({ phase: 'connected' })
  })

  it('answers for fewer filters than were requested: the connection waits', async () => {
    const onSubscribe: FakeAnswers['onSubscribe'] = (socket, packetId) => socket.write(subackOf(packetId, 1))
    const { connection } = await meet({ onConnect: acceptConnect, onSubscribe }, { filters: ['a/#', 'b/#'] })
    expect((await connection.reaches('waiting')).error.message).toMatch(/not MQTT/)
  })

  it('refuses the subscription for now: the connection waits', async () => {
    const { connection } = await meet({
      onConnect: acceptConnect,
      onSubscribe: (socket, packetId) => socket.write(subackOf(packetId, 151)),
    })
    expect((await connection.reaches('waiting')).error).toMatchObject({ code: 'refused' })
  })

  it.each([
    [139, 'waiting', /is shutting down/],
    [142, 'waiting', /session taken over/],
    [135, 'waiting', /refused the login/],
  ] as const)('disconnects with code %i after it has worked: %s', async (code, phase, message) => {
    const { connection } = await meet({
      ...accepting,
      onSubscribe: (socket, packetId) => {
        socket.write(subackOf(packetId, 1))
        socket.write(Buffer.from([0xe0, 2, code, 0]))
      },
    })
    expect((await connection.reaches(phase)).error.message).toMatch(message)
  })

  it('sends malformed packets: nothing crashes, the socket is closed, the connection comes back', async () => {
    const malformed = fc.uint8Array({ minLength: 2, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(malformed, async (bytes) => {
        let isFirst = true
        const { broker, connection } = await meet({
          ...accepting,
          onSubscribe: (socket, packetId) => {
            socket.write(subackOf(packetId, 1))
            if (isFirst) socket.end(Buffer.from(bytes))
            isFirst = false
          },
        })
        await waitFor(() => connection.states.some(({ phase }) => phase === 'waiting' || phase === 'stopped'))
        await waitFor(() => broker.openSockets() === 0)
        connection.reconnect()
        await connection.reaches('connected')
        await connection.close()
      }),
      { numRuns: 60 },
    )
  })

  it('does not acknowledge a publish: the result is "no answer" in time', async () => {
    const { connection } = await meet(accepting)
    await connection.reaches('connected')
    expect(await connection.publish('t/a', 'x', { retain: false, timeoutMs: 100 })).toEqual({ kind: 'no-answer' })
  })

  it('dies during a publish: the result comes at once', async () => {
    const { connection } = await meet({ ...accepting, onPublish: (socket) => socket.destroy() })
    await connection.reaches('connected')
    expect(await connection.publish('t/a', 'x', { retain: false, timeoutMs: 60_000 })).toEqual({ kind: 'no-answer' })
  })

  it('disconnects during a publish for another reason: whether it arrived is unknown', async () => {
    const { connection } = await meet({
      ...accepting,
      onPublish: (socket) => socket.write(Buffer.from([0xe0, 2, 139, 0])),
    })
    await connection.reaches('connected')
    expect(await connection.publish('t/a', 'x', { retain: false, timeoutMs: 60_000 })).toEqual({ kind: 'no-answer' })
  })

  it('disconnects because of a publish: the publish counts as refused', async () => {
    const { connection } = await meet({
      ...accepting,
      onPublish: (socket) => socket.write(Buffer.from([0xe0, 2, 154, 0])),
    })
    await connection.reaches('connected')
    expect(await connection.publish('t/a', 'x', { retain: true, timeoutMs: 60_000 })).toEqual({
      kind: 'refused',
      reasonCode: 154,
      reason: 'retained messages not supported',
    })
  })
})

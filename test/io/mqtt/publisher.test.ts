import { describe, expect, it, onTestFinished } from 'vitest'
import { publishOnce } from '../../../src/io/mqtt/publisher.ts'
import { freePort } from '../../support/free-port.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { ownEmbeddedBroker, ownMosquitto } from '../../support/own-broker.ts'
import { waitFor } from '../../support/wait-for.ts'
import { acceptConnect, startFakeBroker } from './fake-broker.ts'
import { ownConnection } from './watch-connection.ts'

const request = { topic: 't/a', payload: 'hello', retain: false, timeoutMs: 60_000 }

describe('a single publish', () => {
  it('is acknowledged and ends with a DISCONNECT', async () => {
    const broker = await ownMosquitto()
    const observer = ownConnection(broker.settings)
    await observer.reaches('connected')
    expect(await publishOnce(broker.settings, request)).toEqual({ kind: 'acked', mqttVersion: 5 })
    expect(await observer.receives('hello')).toMatchObject({ retained: false })
    expect(broker.log()).toMatch(/Received PUBLISH from test-\S+ \(d0, q1, r0,/)
    await waitFor(() => /Received DISCONNECT from test-/.test(broker.log()), { what: 'DISCONNECT in the log' })
  })

  it('can be retained, and an empty one clears the retained message', async () => {
    const broker = await ownMosquitto()
    await publishOnce(broker.settings, { ...request, retain: true })
    const late = ownConnection(broker.settings)
    expect(await late.receives('hello')).toMatchObject({ retained: true })
    await publishOnce(broker.settings, { ...request, payload: new Uint8Array(), retain: true })
    await publishOnce(broker.settings, { ...request, topic: 't/b', payload: 'marker', retain: true })
    const later = ownConnection(broker.settings)
    await later.receives('marker')
    expect(later.received.map(({ topic }) => topic)).toEqual(['t/b'])
  })

  it('reaches a broker that speaks only MQTT 3.1.1', async () => {
    const broker = await ownEmbeddedBroker()
    expect(await publishOnce(broker.settings, request)).toEqual({ kind: 'acked', mqttVersion: 4 })
  })

  it('is refused with the reason when the ACL denies it', async () => {
    const acl = 'user hermes\ntopic read t/#\n'
    const broker = await ownMosquitto({ users: { hermes: 'secret' }, acl })
    const settings = { ...broker.settings, username: 'hermes', password: 'secret' }
    const refused = { kind: 'refused', reasonCode: 135, reason: 'not authorized to publish' }
    expect(await publishOnce(settings, request)).toEqual(refused)
    const connection = ownConnection(settings)
    await connection.reaches('connected')
    expect(await connection.publish('t/a', 'x', { retain: false, timeoutMs: 60_000 })).toEqual(refused)
    expect(connection.states.at(-1)).toMatchObject({ phase: 'connected' })
  })

  it('is refused when it asks for retention and the broker does not retain', async () => {
    const broker = await ownMosquitto({ config: 'retain_available false' })
    const refused = { kind: 'refused', reason: 'retained messages not supported' }
    expect(await publishOnce(broker.settings, { ...request, retain: true })).toMatchObject(refused)
    const connection = ownConnection(broker.settings)
    await connection.reaches('connected')
    expect(await connection.publish('t/a', 'x', { retain: true, timeoutMs: 60_000 })).toMatchObject(refused)
    // Nothing was sent: the broker would have closed the connection.
    expect(broker.log()).not.toContain('DISCONNECT to')
    expect(connection.states.at(-1)).toMatchObject({ phase: 'connected' })
  })

  it('throws the reason when the login is refused', async () => {
    const broker = await ownMosquitto({ users: { hermes: 'secret' } })
    const settings = { ...broker.settings, username: 'hermes', password: 'guessed' }
    await expect(publishOnce(settings, request)).rejects.toMatchObject({ code: 'refused', name: 'JobdeckError' })
  })

  it('throws the reason when nothing listens', async () => {
    await expect(publishOnce(plainSettings(await freePort()), request)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('throws the reason when the CA bundle is missing', async () => {
    const settings = { ...plainSettings(8883), tls: true, caFile: '/nowhere/ca.crt' }
    await expect(publishOnce(settings, request)).rejects.toMatchObject({ code: 'config' })
  })

  it('results in "no answer" when the broker never acknowledges it, and closes the socket', async () => {
    const broker = await startFakeBroker({ onConnect: acceptConnect })
    onTestFinished(() => broker.close())
    expect(await publishOnce(broker.settings, { ...request, timeoutMs: 3_000 })).toEqual({ kind: 'no-answer' })
    await waitFor(() => broker.openSockets() === 0)
  })

  it('respects its time limit with a broker that never answers', async () => {
    const broker = await startFakeBroker({})
    onTestFinished(() => broker.close())
    const startedAt = performance.now()
    await expect(publishOnce(broker.settings, { ...request, timeoutMs: 3_000 })).rejects.toMatchObject({
      code: 'unreachable',
    })
    // Without the limit it would wait 10 s for each of the two versions.
    expect(performance.now() - startedAt).toBeLessThan(19_000)
    expect(broker.versions).toEqual([5, 4])
  })
})

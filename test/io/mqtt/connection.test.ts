import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { describeError } from '../../../src/domain/failure.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { publishOnce } from '../../../src/io/mqtt/publisher.ts'
import { freePort } from '../../support/free-port.ts'
import { mosquittoPub, plainSettings } from '../../support/mosquitto.ts'
import { ownEmbeddedBroker, ownMosquitto } from '../../support/own-broker.ts'
import { teachVersion4 } from '../../support/teach-version-4.ts'
import { patienceMs, waitFor } from '../../support/wait-for.ts'
import { ownConnection, type StateOf } from './watch-connection.ts'

const run = promisify(execFile)
const publish = { retain: false, timeoutMs: 60_000 }

describe('a connection', () => {
  it('speaks MQTT 5 with Mosquitto and carries messages both ways', async () => {
    const broker = await ownMosquitto()
    const connection = ownConnection(broker.settings)
    expect(await connection.reaches('connected')).toMatchObject({ mqttVersion: 5 })
    expect(await connection.publish('t/a', 'héllo', publish)).toEqual({ kind: 'acked', mqttVersion: 5 })
    expect(await connection.receives('héllo')).toMatchObject({ topic: 't/a', retained: false })
    expect(broker.log()).toMatch(/Received PUBLISH from test-\S+ \(d0, q1, r0,/)
    expect(broker.log()).toMatch(/Sending PUBLISH to test-\S+ \(d0, q1, r0,/)
    expect(connection.states.map(({ phase }) => phase)).toEqual(['connecting', 'connected'])
    expect(broker.log()).toMatch(/as test-[0-9a-f]{10} /)
  })

  it('falls back to MQTT 3.1.1 with a broker that speaks nothing newer', async () => {
    const broker = await ownEmbeddedBroker()
    const connection = ownConnection(broker.settings)
    expect(await connection.reaches('connected')).toMatchObject({ mqttVersion: 4 })
    expect(await connection.publish('t/a', 'hello', publish)).toEqual({ kind: 'acked', mqttVersion: 4 })
    await connection.receives('hello')
    expect(connection.states.map(({ phase }) => phase)).toEqual(['connecting', 'connected'])
  })

  it('receives retained messages and marks them', async () => {
    const broker = await ownMosquitto()
    await mosquittoPub(['-p', String(broker.port), '-q', '1', '-r', '-t', 't/x', '-m', 'kept'])
    const connection = ownConnection(broker.settings)
    expect(await connection.receives('kept')).toMatchObject({ retained: true })
  })

  it('subscribes to additional filters now and after every reconnect', async () => {
    const broker = await ownMosquitto()
    const connection = ownConnection(broker.settings)
    connection.subscribe(['early/#'])
    await connection.reaches('connected')
    connection.subscribe(['late/#'])
    await publishOnce(broker.settings, { topic: 'early/a', payload: 'early 1', retain: false, timeoutMs: 60_000 })
    await connection.receives('early 1')
    await publishOnce(broker.settings, { topic: 'late/a', payload: 'late 1', retain: false, timeoutMs: 60_000 })
    await connection.receives('late 1')
    await broker.restart()
    await connection.reaches('connected')
    for (const [topic, payload] of [
      ['early/a', 'early 2'],
      ['late/a', 'late 2'],
    ] as const) {
      await publishOnce(broker.settings, { topic, payload, retain: false, timeoutMs: 60_000 })
      await connection.receives(payload)
    }
  })

  it('notices a killed broker at once, says when it will retry, and continues when the broker is back', async () => {
    const broker = await ownMosquitto()
    const connection = ownConnection(broker.settings)
    await connection.reaches('connected')
    const killedAt = systemClock.monotonicMs()
    await broker.kill()
    const waiting = await waitFor(
      () => connection.states.find((state): state is StateOf<'waiting'> => state.phase === 'waiting'),
      { what: 'the loss' },
    )
    expect(waiting.error).toMatchObject({ code: 'unreachable' })
    // Noticed by its socket, not by the silence that the keepalive would notice.
    expect(waiting.error.message).not.toContain('stopped responding')
    expect(waiting.attempt).toBe(1)
    expect(waiting.retryAtMs - killedAt).toBeGreaterThan(900)
    expect(waiting.retryAtMs - systemClock.monotonicMs()).toBeLessThanOrEqual(1_000)
    expect(await connection.publish('t/a', 'x', publish)).toEqual({ kind: 'offline' })
    await broker.restart()
    await connection.reaches('connected')
    await mosquittoPub(['-p', String(broker.port), '-t', 't/b', '-m', 'again'])
    await connection.receives('again')
  })

  it('starts over at the shortest delay once it has been up', async () => {
    const port = await freePort()
    const connection = ownConnection(plainSettings(port))
    await waitFor(() => connection.states.some((state) => state.phase === 'waiting' && state.attempt === 2), {
      what: 'a second failure',
    })
    const broker = await ownMosquitto({ port })
    await connection.reaches('connected')
    await broker.kill()
    expect((await connection.reaches('waiting')).attempt).toBe(1)
  })

  it('ignores reconnect() while it is up', async () => {
    const broker = await ownMosquitto()
    const connection = ownConnection(broker.settings)
    connection.reconnect()
    await connection.reaches('connected')
    connection.reconnect()
    expect(await connection.publish('t/a', 'still here', publish)).toMatchObject({ kind: 'acked' })
    expect(connection.states.map(({ phase }) => phase)).toEqual(['connecting', 'connected'])
  })

  it('stops at a filter that no broker accepts, and names it', async () => {
    const connection = ownConnection((await ownMosquitto()).settings, { filters: ['t/#/events'] })
    expect((await connection.reaches('stopped')).error.message).toContain('t/#/events')
  })

  it('waits and retries when nothing listens', async () => {
    const connection = ownConnection(plainSettings(await freePort()))
    const first = await connection.reaches('waiting')
    expect(first.error.message).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+ refused the connection$/)
    expect(first.attempt).toBe(1)
    connection.reconnect()
    await connection.reaches('waiting')
    expect(connection.states.filter(({ phase }) => phase === 'connecting')).toHaveLength(2)
  })

  for (const mqttVersion of [5, 4] as const) {
    it(`stops at a wrong password in MQTT ${mqttVersion}, and reconnects once it has been corrected`, async () => {
      const port = await freePort()
      if (mqttVersion === 4) await teachVersion4(port)
      const broker = await ownMosquitto({ port, users: { hermes: 'right' } })
      const connection = ownConnection({ ...broker.settings, username: 'hermes', password: 'guessed' })
      const { error } = await connection.reaches('stopped')
      expect(error).toMatchObject({ code: 'refused' })
      expect(error.message).toContain('refused the login of "hermes"')
      expect(describeError(error)).not.toContain('guessed')

      await run('mosquitto_passwd', ['-b', join(broker.folder, 'passwd'), 'hermes', 'guessed'])
      await broker.restart()
      connection.reconnect()
      expect(await connection.reaches('connected')).toMatchObject({ mqttVersion })
    })
  }

  it('lets the process end by itself after close(), whatever the phase', async () => {
    const broker = await ownMosquitto()
    const connectionModule = new URL('../../../src/io/mqtt/connection.ts', import.meta.url).href
    const closeIn = (phase: string, port: number) => `
      const { openConnection } = await import(${JSON.stringify(connectionModule)})
      const settings = ${JSON.stringify({ ...broker.settings, port })}
      await new Promise((resolve) => {
        const onState = ({ phase }) => phase === '${phase}' && setImmediate(resolve)
        globalThis.connection = openConnection({ settings, filters: ['t/#'], onMessage() {}, onState })
      })
      const pending = connection.publish('t/a', 'x', { retain: false, timeoutMs: 60_000 })
      await connection.close()
      console.log(JSON.stringify([process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)), await pending]))`
    const outputOf = async (phase: string, port: number) => {
      const script = closeIn(phase, port)
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { timeout: patienceMs })
      return JSON.parse(stdout)
    }
    expect(await outputOf('connected', broker.port)).toEqual([[], { kind: 'acked', mqttVersion: 5 }])
    expect(await outputOf('connecting', broker.port)).toEqual([[], { kind: 'offline' }])
    expect(await outputOf('waiting', await freePort())).toEqual([[], { kind: 'offline' }])
  })
})

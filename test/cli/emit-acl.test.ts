import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerJob } from '../../src/io/registry/register-job.ts'
import { readRecord } from '../../src/io/registry/registry.ts'
import { type WatchedConnection, watchConnection } from '../io/mqtt/watch-connection.ts'
import { request } from '../io/registry/fixtures.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, plainSettings, startMosquitto } from '../support/mosquitto.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { runHere } from './run-here.ts'

const plain = { ...request, broker: null }

needs('mosquitto')('on a Mosquitto where the observer may not write', () => {
  const users = { hermes: 'observer-secret', 'claude-worker': 'worker-secret' }
  const acl = `user hermes
topic read python/mqtt/jobs/+/events
user claude-worker
topic write python/mqtt/jobs/+/events
`
  let broker: Mosquitto
  let observer: WatchedConnection
  beforeAll(async () => {
    broker = await startMosquitto({ users, acl })
    const login = { username: 'hermes', password: users.hermes }
    observer = watchConnection({ ...plainSettings(broker.port), ...login }, { filters: ['python/mqtt/jobs/+/events'] })
    await observer.reaches('connected')
  })
  afterAll(async () => {
    await observer.close()
    await broker.stop()
  })

  const observing = () => ({
    MQTT_BROKER: '127.0.0.1',
    MQTT_PORT: String(broker.port),
    MQTT_USERNAME: 'hermes',
    MQTT_PASSWORD: users.hermes,
  })

  it("publishes with the worker's credentials from the record", async () => {
    const home = temporaryFolder()
    const worker = { host: '127.0.0.1', port: broker.port, tls: false, username: 'claude-worker' }
    const record = { ...request, broker: { ...worker, password: users['claude-worker'] } }
    const id = await registerJob(join(home, 'jobs'), record)
    const ran = await runHere(['emit', id, 'completed'], { home, env: observing() })
    expect(ran).toEqual({ status: 0, stdout: 'seq=1 acked\n', stderr: '' })
    await waitFor(() => observer.received.some(({ topic }) => topic.includes(id)), { what: 'the event' })
  })

  it("is refused with the observer's own, and leaves the status alone", async () => {
    const home = temporaryFolder()
    const id = await registerJob(join(home, 'jobs'), plain)
    const ran = await runHere(['emit', id, 'completed'], { home, env: observing() })
    expect(ran).toMatchObject({ status: 77, stdout: '', stderr: /seq=1 refused: not authorized to publish/ })
    expect(await readRecord(join(home, 'jobs'), id)).toMatchObject({ status: 'pending' })
  })

  it('is refused with a wrong password, which it does not repeat', async () => {
    const home = temporaryFolder()
    const id = await registerJob(join(home, 'jobs'), plain)
    const env = { ...observing(), MQTT_PASSWORD: 'a-wrong-secret' }
    const ran = await runHere(['emit', id, 'completed'], { home, env })
    expect(ran).toMatchObject({ status: 77, stdout: 'seq=1 queued\n', stderr: /refused the login of "hermes"/ })
    expect(ran.stderr).not.toContain('a-wrong-secret')
  })
})

// `jobdeck clear`: what a broker retains of a job is gone, after a yes.
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askYes } from '../../src/cli/input/ask-yes.ts'
import { registerJob } from '../../src/io/registry/register-job.ts'
import { watchConnection } from '../io/mqtt/watch-connection.ts'
import { request } from '../io/registry/fixtures.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, plainSettings, startMosquitto } from '../support/mosquitto.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { runHere } from './run-here.ts'

needs('mosquitto')('on a Mosquitto where the observer may not write', () => {
  const users = { hermes: 'observer-secret', 'claude-worker': 'worker-secret' }
  const acl = 'user hermes\ntopic read python/mqtt/jobs/#\nuser claude-worker\ntopic write python/mqtt/jobs/#\n'
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto({ users, acl })
  })
  afterAll(() => broker.stop())

  const observing = () => ({
    MQTT_BROKER: '127.0.0.1',
    MQTT_PORT: String(broker.port),
    MQTT_USERNAME: 'hermes',
    MQTT_PASSWORD: users.hermes,
  })

  /** What a late subscriber gets of the job before a mark that is retained after it. */
  async function retainedOf(id: string): Promise<readonly string[]> {
    const login = { username: 'hermes', password: users.hermes }
    const topics = [`python/mqtt/jobs/${id}/events`, 'python/mqtt/jobs/mark0001/events']
    const subscriber = watchConnection({ ...plainSettings(broker.port), ...login }, { filters: topics })
    await subscriber.reaches('connected')
    await waitFor(() => subscriber.received.some(({ topic }) => topic.includes('mark0001')), { what: 'the mark' })
    await subscriber.close()
    return subscriber.received.filter(({ topic }) => topic.includes(id)).map(({ topic }) => topic)
  }

  it("clears by the worker's credentials in the record; the observer's own are refused", async () => {
    const home = temporaryFolder()
    const worker = { host: '127.0.0.1', port: broker.port, tls: false, username: 'claude-worker' }
    const record = { ...request, broker: { ...worker, password: users['claude-worker'] } }
    const id = await registerJob(join(home, 'jobs'), record)
    const env = observing()
    const asWorker = { ...env, MQTT_USERNAME: 'claude-worker', MQTT_PASSWORD: users['claude-worker'] }
    await runHere(['emit', 'mark0001', 'completed', '--no-wait'], { home, env: asWorker })
    await runHere(['emit', 'mark0001', 'completed', '--force', '--retain'], { home, env: asWorker })
    await runHere(['emit', id, 'completed'], { home, env })
    expect(await retainedOf(id)).toHaveLength(1)

    expect(await runHere(['clear', id], { home, env })).toMatchObject({ status: 64, stderr: /no terminal to ask on/ })
    expect(await retainedOf(id)).toHaveLength(1)
    expect(await runHere(['clear', id, '--yes'], { home, env })).toEqual({
      status: 0,
      stdout: `${id} cleared\n`,
      stderr: '',
    })
    expect(await retainedOf(id)).toEqual([])
    expect(await runHere(['clear', 'norecord', '--yes'], { home, env })).toMatchObject({
      status: 77,
      stdout: '',
      stderr: /refused: not authorized to publish/,
    })
  })
})

it('writes to no broker that nobody has named', async () => {
  expect(await runHere(['clear', 'norecord', '--yes'])).toMatchObject({ status: 78, stderr: /no broker is named/ })
})

describe('the question', () => {
  async function answered(text: string): Promise<{ readonly isYes: boolean; readonly asked: string }> {
    const stdin = Object.assign(new PassThrough(), { isTTY: true })
    const stderr = new PassThrough()
    stdin.end(text)
    const isYes = await askYes('Clear it?', { stdin, stderr })
    return { isYes, asked: String(stderr.read()) }
  }

  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['n\n', false],
    ['yet\n', false],
    ['\n', false],
    ['', false],
  ])('takes %j for a yes: %s', async (text, isYes) => {
    const { isYes: taken, asked } = await answered(text)
    expect(taken).toBe(isYes)
    expect(asked).toContain('Clear it? [y/N]')
  })
})

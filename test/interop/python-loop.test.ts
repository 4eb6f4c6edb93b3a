// The whole loop on a real Mosquitto, with Python programs on one side and jobdeck on the other: either may register,
// publish or wait.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerProject } from '../support/broker-project.ts'
import type { Environment } from '../support/jobdeck-home.ts'
import { type Mosquitto, mosquittoPub, startMosquitto } from '../support/mosquitto.ts'
import { ended } from '../support/program.ts'
import { type ShippedMosquitto, startShippedMosquitto } from '../support/shipped-mosquitto.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { Workplace } from './workplace.ts'

needs(
  'mosquitto',
  'mosquitto-clients',
  'python3-paho-mqtt',
)('the loop with Python', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
  })
  afterAll(() => broker?.stop())

  const workplace = () => new Workplace({ MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(broker.port) })

  it('follows a job that Python registers, from its record to its end', async () => {
    const place = workplace()
    const monitor = await place.openMonitor()
    const options = [
      '--prompt',
      '정렬 문제 10개',
      '--session',
      'tmux:claude',
      '--timeout',
      '900',
      '--artifact',
      'sort.md',
    ]
    const id = await place.registered(
      place.python('registry', '--registry-dir', place.registryDir, 'register', ...options),
    )
    const { record } = await monitor.jobAt(id, 'pending')
    expect(record).toMatchObject({
      prompt: '정렬 문제 10개',
      session: 'tmux:claude',
      timeoutSec: 900,
      idleTimeoutSec: 120,
    })

    await place.pythonPublishes(id, 'started')
    await monitor.jobAt(id, 'running')
    await place.pythonPublishes(id, 'permission_required', '--detail', 'run: rm -rf build/')
    expect((await monitor.jobAt(id, 'needs-you')).latest).toMatchObject({ seq: 2, detail: 'run: rm -rf build/' })
    await place.pythonPublishes(id, 'progress', '--detail', '10 of 10', '--data', '{"done": 10}')
    await monitor.jobAt(id, 'running')
    await place.pythonPublishes(id, 'completed', '--detail', '끝 😀')
    const job = await monitor.jobAt(id, 'completed')
    expect(job.ending).toMatchObject({ kind: 'completed', detail: '끝 😀', late: false })
    expect(job.history.map(({ seq, event, note }) => [seq, event, note])).toEqual([
      [1, 'started', null],
      [2, 'permission_required', null],
      [3, 'progress', null],
      [4, 'completed', null],
    ])
    expect(monitor.state()).toMatchObject({ drops: { total: 0 }, problem: null })
    expect((await place.jobdeck('list', '--status', 'completed')).stdout).toContain(id)
  })

  it("prints in watch line by line what Python's subscriber prints", async () => {
    const place = workplace()
    const id = await place.registered(
      place.python('registry', '--registry-dir', place.registryDir, 'register', '--prompt', 'p'),
    )
    const [watch, subscriber] = [await place.startWatch(id), await place.startSubscriber('--job', id)]
    await place.pythonPublishes(id, 'started')
    await place.jobdeckEmits(id, 'progress', '--detail', '다섯 of 10')
    await place.pythonPublishes(id, 'permission_required', '--detail', 'may I?')
    await place.jobdeckEmits(id, 'completed')
    const [ours, theirs] = [await ended(watch), await ended(subscriber)]
    expect([ours.status, theirs.status]).toEqual([0, 0])
    expect(ours.stdout).toBe(theirs.stdout)
    expect(ours.stdout.split('\n').map((line) => line.replace(/^\S+ job=\w+ /, ''))).toEqual([
      'seq=1 started              ',
      'seq=2 progress             다섯 of 10',
      'seq=3 permission_required  may I?',
      'seq=4 completed            ',
      '',
    ])
    expect(await place.record(id)).toMatchObject({ status: 'completed', last_seq: 4 })
    expect(await place.loggedSeqs(id)).toEqual([1, 2, 3, 4])
  })

  // The short limits are long enough for a jobdeck to start and emit on a busy machine.
  it.concurrent.each([
    { events: ['started', 'completed'], limits: ['--timeout', '30'], status: 0, record: 'completed' },
    { events: ['started', 'error'], limits: ['--timeout', '30'], status: 1, record: 'error' },
    { events: ['started'], limits: ['--timeout', '6'], status: 2, record: 'running' },
    { events: ['started'], limits: ['--idle-timeout', '6'], status: 2, record: 'running' },
  ])("ends Python's subscriber with $status when jobdeck emits $events and it waits $limits", async (example) => {
    const { events, limits, status, record } = example
    const place = workplace()
    const id = await place.registered(place.jobdeck('register', '--prompt', 'p'))
    const subscriber = await place.startSubscriber('--job', id, ...limits)
    for (const [index, event] of events.entries())
      expect(await place.jobdeckEmits(id, event)).toBe(`seq=${index + 1} acked`)
    expect((await ended(subscriber)).status).toBe(status)
    expect((await place.record(id)).status).toBe(record)
  })

  it('lets each side wait for all open jobs of the other', async () => {
    const place = workplace()
    const byPython = await place.registered(
      place.python('registry', '--registry-dir', place.registryDir, 'register', '--prompt', 'p'),
    )
    const byJobdeck = await place.registered(place.jobdeck('register', '--prompt', 'p'))
    const cancelled = await place.registered(place.jobdeck('register', '--prompt', 'p'))
    expect(await place.jobdeck('cancel', cancelled)).toMatchObject({ status: 0 })
    const subscriber = await place.startSubscriber('--wait-any', '--timeout', '20')
    const watch = await place.startWatch('--any', '--timeout', '20')
    await place.jobdeckEmits(byPython, 'completed')
    await place.pythonPublishes(byJobdeck, 'error', '--detail', 'no space left')
    for (const { status, stdout } of [await ended(subscriber), await ended(watch)]) {
      expect(status).toBe(1)
      expect(stdout.match(/job=\w+/g)).toEqual([`job=${byPython}`, `job=${byJobdeck}`])
    }
    expect(await place.python('job_subscriber', '--wait-any')).toMatchObject({ status: 0, stdout: '' })
    expect(await place.jobdeck('watch', '--any')).toMatchObject({ status: 0, stdout: '' })
  })

  it('verifies the signatures of both sides, and a forged event changes nothing on either', async () => {
    const place = workplace()
    const monitor = await place.openMonitor()
    const id = await place.registered(place.jobdeck('register', '--prompt', 'p', '--auth-token', 'auto'))
    expect((await place.record(id)).auth_token).toMatch(/^[\w-]{32}$/)
    await monitor.jobAt(id, 'pending')
    const subscriber = await place.startSubscriber('--job', id, '--timeout', '20')
    const watch = await place.startWatch(id, '--timeout', '20')

    await place.pythonPublishes(id, 'started', '--detail', '시작', '--data', '{"ratio": 1.0}')
    const forged = { schema_version: 1, seq: 2, job_id: id, event: 'completed', timestamp: '', detail: 'all is well' }
    const payload = JSON.stringify({ ...forged, data: { hmac_sig: '0'.repeat(64) } })
    const topic = `python/mqtt/jobs/${id}/events`
    await mosquittoPub(['-h', '127.0.0.1', '-p', `${broker.port}`, '-q', '1', '-t', topic, '-s'], payload)
    await waitFor(() => monitor.state().drops.byReason.forged === 1, { what: 'the forged event to be dropped' })
    await monitor.jobAt(id, 'running')
    await place.jobdeckEmits(id, 'completed', '--data', '{"files": ["a", "b"]}')

    const job = await monitor.jobAt(id, 'completed')
    expect(job.forged).toBe(1)
    expect(job.ending?.detail).toBe('')
    expect(job.history.map(({ event, signature }) => [event, signature])).toEqual([
      ['started', 'verified'],
      ['completed', 'forged'],
      ['completed', 'verified'],
    ])
    for (const { status, stdout, stderr } of [await ended(subscriber), await ended(watch)]) {
      expect(status).toBe(0)
      expect(stdout.match(/seq=\d+ \w+/g)).toEqual(['seq=1 started', 'seq=2 completed'])
      expect(stdout).not.toContain('all is well')
      expect(stderr).toContain('forged')
    }
  })
})

needs(
  'mosquitto',
  'mosquitto-clients',
  'python3-paho-mqtt',
)('the loop with Python on the shipped Mosquitto', () => {
  let project: Awaited<ReturnType<typeof brokerProject>>
  let broker: ShippedMosquitto
  beforeAll(async () => {
    project = await brokerProject()
    broker = await startShippedMosquitto(project.directory, 'mosquitto.prod.conf')
  })
  afterAll(async () => {
    await broker?.stop()
    project?.remove()
  })

  /** The delegator's environment: it may read events but write none. */
  const hermes = (): Environment => ({
    MQTT_BROKER: 'localhost',
    MQTT_PORT: String(broker.ports[8883]),
    MQTT_TLS: '1',
    MQTT_CA_CERTS: join(project.directory, 'certs/ca.crt'),
    MQTT_USERNAME: 'hermes',
    MQTT_PASSWORD: project.passwordOf('hermes'),
    WORKER_PASSWORD: project.passwordOf('claude-worker'),
  })
  const worker = () => ({ username: 'claude-worker', password: project.passwordOf('claude-worker') })
  const block = () => ({ host: 'localhost', port: broker.ports[8883], tls: true, ...worker() })

  it("connects each side as the worker with the record's broker block, whichever side wrote it", async () => {
    const place = new Workplace(hermes())
    const ca = join(project.directory, 'certs/ca.crt')
    const address = ['--host', 'localhost', '--port', String(broker.ports[8883]), '--tls', '--ca', ca]
    const login = ['--username', 'claude-worker', '--password-env', 'WORKER_PASSWORD']
    expect(await place.jobdeck('profile', 'add', 'worker', ...address, ...login)).toMatchObject({ status: 0 })
    const ours = await place.registered(place.jobdeck('register', '--prompt', 'p', '--broker', 'worker'))
    const asWorker = new Workplace({
      ...hermes(),
      MQTT_USERNAME: 'claude-worker',
      MQTT_PASSWORD: project.passwordOf('claude-worker'),
    })
    const theirs = await place.registered(
      asWorker.python(
        'registry',
        '--registry-dir',
        place.registryDir,
        'register',
        '--prompt',
        'p',
        '--broker-from-env',
      ),
    )
    expect((await place.record(ours)).broker).toEqual(block())
    expect((await place.record(theirs)).broker).toEqual(block())

    const monitor = await place.openMonitor()
    const subscriber = await place.startSubscriber('--job', ours, '--timeout', '20')
    const watch = await place.startWatch(theirs, '--timeout', '20')
    await place.pythonPublishes(ours, 'started')
    await place.jobdeckEmits(ours, 'completed')
    await place.jobdeckEmits(theirs, 'started')
    await place.pythonPublishes(theirs, 'completed')
    for (const run of [await ended(subscriber), await ended(watch)]) {
      expect(run.status).toBe(0)
      expect(run.stdout.match(/seq=\d+ \w+/g)).toEqual(['seq=1 started', 'seq=2 completed'])
    }
    await monitor.jobAt(ours, 'completed')
    await monitor.jobAt(theirs, 'completed')
    // A late subscriber finds the retained end.
    expect(await place.jobdeck('watch', ours, '--timeout', '20')).toMatchObject({ status: 0 })
    expect(await place.python('job_subscriber', '--job', theirs, '--timeout', '20')).toMatchObject({ status: 0 })
  })

  it('refuses to publish as the observer when the record has no broker block', async () => {
    const place = new Workplace(hermes())
    const id = await place.registered(place.jobdeck('register', '--prompt', 'p'))
    const { status, stdout, stderr } = await place.jobdeck('emit', id, 'completed')
    expect([status, stdout]).toEqual([77, ''])
    expect(stderr).toContain('seq=1 refused: not authorized')
    expect((await place.record(id)).status).toBe('pending')
  })
})

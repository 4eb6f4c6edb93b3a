import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifySignature } from '../../src/domain/protocol/signature.ts'
import { openLedger } from '../../src/io/ledger/open-ledger.ts'
import { brokerUrl } from '../../src/io/mqtt/settings.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../src/io/own-broker/embedded.ts'
import { registerJob } from '../../src/io/registry/register-job.ts'
import { readRecord } from '../../src/io/registry/registry.ts'
import { payloadOf } from '../app/deck/messages.ts'
import { publisherTo } from '../app/deck/publish-events.ts'
import { entryOf, withPayload } from '../io/ledger/entries.ts'
import { type WatchedConnection, watchConnection } from '../io/mqtt/watch-connection.ts'
import { putRecord, recordJson, request } from '../io/registry/fixtures.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { waitFor } from '../support/wait-for.ts'
import { type Ran, runHere } from './run-here.ts'

const plain = { ...request, broker: null }

describe('on the embedded broker', () => {
  let broker: EmbeddedBroker
  let heard: WatchedConnection
  beforeAll(async () => {
    broker = await startEmbeddedBroker()
    heard = watchConnection(broker.settings, { filters: ['#'] })
    await heard.reaches('connected')
  })
  afterAll(async () => {
    await heard.close()
    await broker.close()
  })

  /** Emits with the broker of the environment. */
  function emit(home: string, ...args: readonly string[]): Promise<Ran> {
    const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(broker.settings.port) }
    return runHere(['emit', ...args], { home, env })
  }

  async function newJob(fields = plain) {
    const home = temporaryFolder()
    const dir = join(home, 'jobs')
    return { home, dir, id: await registerJob(dir, fields) }
  }

  /** A monitor has seen one event of a job. */
  async function record(home: string, id: string, seq: number) {
    const location = { stateDir: join(home, 'state'), broker: brokerUrl(broker.settings) }
    const ledger = openLedger({ ...location, onProblem: () => {} })
    const entry = entryOf(`python/mqtt/jobs/${id}/events`, payloadOf(id, seq, 'progress'))
    void ledger.append([withPayload(entry, id)])
    await ledger.close()
  }

  /** The messages of a job, as they arrived. */
  function messagesOf(id: string) {
    return heard.received.filter(({ topic }) => topic.includes(id)).map(({ text }) => JSON.parse(text))
  }

  it('publishes the event, prints its seq, advances the record and appends to the event log', async () => {
    const { home, dir, id } = await newJob()
    const first = await emit(home, id, 'started', '--detail', '시작 "quoted"', '--data', '{"build_id": 7}')
    expect(first).toEqual({ status: 0, stdout: 'seq=1 acked\n', stderr: '' })
    await waitFor(() => messagesOf(id).length === 1, { what: 'the event' })
    expect(messagesOf(id)).toEqual([
      {
        schema_version: 1,
        seq: 1,
        job_id: id,
        event: 'started',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        detail: '시작 "quoted"',
        data: { build_id: 7 },
      },
    ])
    expect(await readRecord(dir, id)).toMatchObject({ status: 'running', last_seq: 1 })
    expect(await emit(home, id, 'completed')).toMatchObject({ stdout: 'seq=2 acked\n' })
    expect(await readRecord(dir, id)).toMatchObject({ status: 'completed', last_seq: 2 })
    const log = join(dir, `${id}.events.log`)
    const lines = readFileSync(log, 'utf8').split('\n')
    expect(lines.slice(0, -1).map((line) => JSON.parse(line).event)).toEqual(['started', 'completed'])
    expect(statSync(log).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['completed', [], true],
    ['error', [], true],
    ['progress', [], false],
    ['completed', ['--no-retain'], false],
    ['progress', ['--retain'], true],
  ] as const)('retains %s %j: %s', async (event, options, isRetained) => {
    const { home, id } = await newJob()
    await emit(home, id, event, ...options)
    const late = watchConnection(broker.settings, { filters: [`python/mqtt/jobs/${id}/events`, 'sync/here'] })
    await late.reaches('connected')
    await (await publisherTo(broker.settings.port)).raw('sync/here', 'now')
    await late.receives('now')
    expect(late.received.some(({ retained }) => retained)).toBe(isRetained)
    await late.close()
  })

  it('leaves the first end to late subscribers, even when a second one is forced', async () => {
    const { home, id } = await newJob()
    await emit(home, id, 'completed')
    expect(await emit(home, id, 'error', '--force')).toMatchObject({ stdout: 'seq=2 acked\n' })
    await waitFor(() => messagesOf(id).length === 2, { what: 'both events' })
    const late = watchConnection(broker.settings, { filters: [`python/mqtt/jobs/${id}/events`] })
    await waitFor(() => late.received.length > 0, { what: 'the retained event' })
    expect(late.received.map(({ text }) => JSON.parse(text).event)).toEqual(['completed'])
    await late.close()
  })

  it('publishes on the topic of the record', async () => {
    const { home, id } = await newJob({ ...plain, topicBase: 'team/alpha' })
    await emit(home, id, 'progress')
    await waitFor(() => heard.received.some(({ topic }) => topic === `team/alpha/${id}/events`), { what: 'the event' })
  })

  it("signs with the record's token, which is nowhere in the output", async () => {
    const { home, dir, id } = await newJob({ ...plain, authToken: 'token' })
    const ran = await emit(home, id, 'started')
    const [line = ''] = readFileSync(join(dir, `${id}.events.log`), 'utf8').split('\n')
    expect(verifySignature(line, 'token')).toBe('verified')
    expect(ran.stdout + ran.stderr + line).not.toContain('token')
  })

  it('refuses an event of a job that has ended, unless it is forced', async () => {
    const { home, dir, id } = await newJob()
    await emit(home, id, 'completed')
    const refused = await emit(home, id, 'progress')
    expect(refused).toMatchObject({ status: 64, stdout: '', stderr: /is completed already: use --force/ })
    expect(await readRecord(dir, id)).toMatchObject({ last_seq: 1 })
    expect(await emit(home, id, 'progress', '--force')).toMatchObject({ status: 0, stdout: 'seq=2 acked\n' })
    expect(await readRecord(dir, id)).toMatchObject({ status: 'completed' })
  })

  it('goes above the seqs in the ledger of publishers that skip the registry', async () => {
    const { home, dir, id } = await newJob()
    await record(home, id, 7)
    expect(await emit(home, id, 'completed')).toMatchObject({ stdout: 'seq=8 acked\n' })
    expect(await readRecord(dir, id)).toMatchObject({ last_seq: 8, status: 'completed' })
  })

  it('does not continue from the largest seq, after which there is none', async () => {
    const { home, id } = await newJob()
    await record(home, id, Number.MAX_SAFE_INTEGER)
    expect(await emit(home, id, 'completed')).toMatchObject({ stdout: 'seq=1 acked\n' })
  })

  it('takes no seq and publishes nothing when the event cannot be stored', async () => {
    const { home, dir, id } = await newJob()
    writeFileSync(join(home, 'state'), 'a file is in the way')
    const ran = await emit(home, id, 'started')
    expect(ran).toMatchObject({ status: 74, stdout: '', stderr: /^jobdeck: cannot read the ledger .*ENOTDIR/ })
    expect(await readRecord(dir, id)).toMatchObject({ last_seq: 0, status: 'pending' })
    expect(messagesOf(id)).toEqual([])
  })

  describe('a job without a record', () => {
    it('begins with 1', async () => {
      expect(await emit(temporaryFolder(), 'unknown1', 'started')).toMatchObject({ stdout: 'seq=1 acked\n' })
    })

    it('continues, although no trace of the first event is left', async () => {
      const home = temporaryFolder()
      expect(await emit(home, 'unknown2', 'started')).toMatchObject({ stdout: 'seq=1 acked\n' })
      expect(await emit(home, 'unknown2', 'progress')).toMatchObject({ stdout: 'seq=2 acked\n' })
      expect(await emit(home, 'unknown2', 'completed')).toMatchObject({ stdout: 'seq=3 acked\n' })
    })

    it('continues after what the broker retains', async () => {
      await (await publisherTo(broker.settings.port)).event('retain01', 41, 'completed')
      const home = temporaryFolder()
      const refused = await emit(home, 'retain01', 'progress')
      expect(refused).toMatchObject({ status: 64, stdout: '', stderr: /retain01 has ended already: use --force/ })
      expect(await emit(home, 'retain01', 'progress', '--force')).toMatchObject({ stdout: 'seq=42 acked\n' })
    })

    it('continues after what the ledger holds', async () => {
      const home = temporaryFolder()
      await record(home, 'ledger01', 16)
      expect(await emit(home, 'ledger01', 'progress')).toMatchObject({ stdout: 'seq=17 acked\n' })
    })

    it('is not published when its seq cannot be stored', async () => {
      const home = temporaryFolder()
      writeFileSync(join(home, 'state'), 'a file is in the way')
      expect(await emit(home, 'blocked1', 'started')).toMatchObject({ status: 74, stdout: '', stderr: /ENOTDIR/ })
      expect(messagesOf('blocked1')).toEqual([])
    })

    it('makes no registry', async () => {
      const home = temporaryFolder()
      await emit(home, 'unknown2', 'started')
      expect(() => statSync(join(home, 'jobs'))).toThrow(/ENOENT/)
    })
  })

  it.each([
    [['a/b', 'started'], 64, /"a\/b" is not a valid job id/],
    [['..', 'started'], 64, /is not a valid job id/],
    [['a'.repeat(65), 'started'], 64, /is not a valid job id/],
    [['abc12345', 'started', '--data', '[1]'], 65, /--data is not a JSON object/],
    [['abc12345', 'started', '--data', '{'], 65, /--data is not a JSON object/],
    [['abc12345', 'started', '--timeout', '1x'], 64, /is not a duration/],
  ])('%j exits with %i', async (args, status, reason) => {
    expect(await emit(temporaryFolder(), ...args)).toMatchObject({ status, stdout: '', stderr: reason })
  })

  const nested = (levels: number) => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
  it.each([
    ['nests deeper than 64 levels', ['--data', nested(63)], /every reader would drop .*nests deeper than 64 levels/],
    ['nests deeper than can be signed', ['--data', nested(300)], /nests deeper than 64 levels/],
    [
      'nests deeper than can be written',
      ['--data', nested(60_000)],
      /the data nests too deeply: readers take 64 levels/,
    ],
    ['is over 256 KB', ['--detail', '\u0001'.repeat(50_000)], /would drop .* has \d+ bytes, more than 262144/],
  ])('takes no seq for an event that %s', async (_, args, stderr) => {
    const { home, dir, id } = await newJob({ ...plain, authToken: 'a-token' })
    expect(await emit(home, id, 'started', ...args)).toMatchObject({ status: 65, stdout: '', stderr })
    expect(await readRecord(dir, id)).toMatchObject({ last_seq: 0, status: 'pending' })
  })

  it('publishes what nests as deep as readers take', async () => {
    const { home, id } = await newJob({ ...plain, authToken: 'a-token' })
    expect(await emit(home, id, 'started', '--data', nested(62))).toMatchObject({ status: 0 })
  })

  it('does not touch a record that it cannot use', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, 'jobs'), 'broken01', '{"schema_version":1,')
    const ran = await emit(home, 'broken01', 'started')
    expect(ran).toMatchObject({ status: 65, stderr: /cannot be used: the file is not valid JSON/ })
    expect(readFileSync(join(home, 'jobs/broken01.json'), 'utf8')).toBe('{"schema_version":1,')
  })

  it('says that there is no broker, and that the event stays queued', async () => {
    const home = temporaryFolder()
    const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(await freePort()) }
    const ran = await runHere(['emit', 'abc12345', 'started', '--timeout', '2'], { home, env })
    expect(ran).toMatchObject({ status: 69, stdout: 'seq=1 queued\n' })
    expect(ran.stderr).toMatch(
      /seq=1 is not acknowledged after 2 s \(\S+ refused the connection[^)]*\): queued for 24 h/,
    )
  })
})

it('says which field of a broker block is not valid', async () => {
  const home = temporaryFolder()
  const broker = { host: 'mqtt internal', port: 1883, tls: false, username: 'u', password: 'geheim' }
  await putRecord(join(home, 'jobs'), 'badhost1', recordJson('badhost1', { broker }))
  const ran = await runHere(['emit', 'badhost1', 'started'], { home })
  expect(ran).toMatchObject({ status: 65, stderr: /broker\.host is not valid/ })
  expect(ran.stderr).not.toContain('geheim')
})

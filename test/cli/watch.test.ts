import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signPayload } from '../../src/domain/protocol/signature.ts'
import { systemClock } from '../../src/io/clock/system-clock.ts'
import { parseJsonLine } from '../../src/io/ledger/json-line.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../src/io/own-broker/embedded.ts'
import { payloadOf } from '../app/deck/messages.ts'
import { type EventPublisher, publisherTo } from '../app/deck/publish-events.ts'
import { putRecord, recordJson } from '../io/registry/fixtures.ts'
import { freePort } from '../support/free-port.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { waitFor } from '../support/wait-for.ts'
import { startWatch, type WatchRun } from './watch-run.ts'

let broker: EmbeddedBroker
let port: number
beforeAll(async () => {
  broker = await startEmbeddedBroker()
  port = broker.settings.port
})
afterAll(() => broker.close())

const topicOf = (id: string) => `python/mqtt/jobs/${id}/events`

describe('a job that ends', () => {
  it('prints the lines of the reference subscriber on stdout, and nothing else', async () => {
    const watch = startWatch(port, ['line0001'], { timeout: 10 })
    await watch.subscribed()
    const worker = await publisherTo(port)
    await worker.event('line0001', 1, 'started', { detail: '작업 시작' })
    await worker.event('line0001', 1, 'started', { detail: '작업 시작' })
    await worker.raw(topicOf('line0001'), payloadOf('line0001', 2, 'progress', { schema_version: 2 }))
    await worker.raw(topicOf('line0001'), payloadOf('foreign1', 2, 'progress'))
    await worker.raw(topicOf('line0001'), 'no json')
    await worker.event('line0001', 2, 'permission_required', { detail: 'run: rm -rf build/' })
    await worker.event('line0001', 3, 'completed', { detail: 'done', data: { hmac_sig: 'ab' } })
    expect(await watch.status).toBe(0)
    expect(watch.stdout()).toBe(
      [
        '2026-06-19T09:30:00Z job=line0001 seq=1 started              작업 시작',
        '2026-06-19T09:30:00Z job=line0001 seq=2 permission_required  run: rm -rf build/',
        '2026-06-19T09:30:00Z job=line0001 seq=3 completed            done',
        '',
      ].join('\n'),
    )
    for (const reason of ['duplicate', 'other-schema', 'wrong-id', 'not-json'])
      expect(watch.stderr()).toContain(`${topicOf('line0001')}: dropped, ${reason}: `)
  })

  it('exits 1 when it ends in error', async () => {
    const watch = startWatch(port, ['error001'])
    await watch.subscribed()
    await (await publisherTo(port)).event('error001', 1, 'error')
    expect(await watch.status).toBe(1)
  })

  it('is found by a watch that starts later', async () => {
    await (await publisherTo(port)).event('early001', 4, 'completed')
    const watch = startWatch(port, ['early001'], { json: true })
    expect(await watch.status).toBe(0)
    expect(JSON.parse(watch.stdout())).toMatchObject({ seq: 4, retained: true })
  })
})

describe('time-outs', () => {
  /** Watches, lets `work` do its part, and reports how it ended and after how long. */
  async function timed(watch: WatchRun, work: (worker: EventPublisher) => Promise<unknown>) {
    const startMs = systemClock.monotonicMs()
    const worker = await publisherTo(port)
    await watch.subscribed()
    await work(worker)
    const status = await watch.status
    const endMs = systemClock.monotonicMs()
    return { status, endMs, seconds: (endMs - startMs) / 1000, stderr: watch.stderr() }
  }

  it('exit with 2 when a limit passes: total, idle, that of the record, and that of watching every job', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, '.hermes/jobs'), 'limits01', recordJson('limits01', { timeout_sec: 1 }))
    const nothing = async () => {}
    let idleEventMs = Number.NaN
    const [total, idle, record, every] = await Promise.all([
      timed(startWatch(port, ['total001'], { timeout: 1, idleTimeout: 600 }), (worker) =>
        worker.event('total001', 1, 'started'),
      ),
      timed(startWatch(port, ['idle0001'], { idleTimeout: 4 }), async (worker) => {
        // Late enough to distinguish the limits, and early enough for a machine that sleeps in between.
        await delay(1_000)
        idleEventMs = systemClock.monotonicMs()
        await worker.event('idle0001', 1, 'progress')
      }),
      timed(startWatch(port, ['limits01'], {}, home), nothing),
      timed(startWatch(port, [], { timeout: 1 }), nothing),
    ])
    expect([total, idle, record, every].map(({ status }) => status)).toEqual([2, 2, 2, 2])
    expect(total.stderr).toContain('total001 timed out: the total limit has passed')
    expect(idle.stderr).toContain('idle0001 timed out: no event within the idle limit')
    expect(record.stderr).toContain('limits01 timed out: the total limit has passed')
    for (const { seconds } of [total, record, every]) expect(seconds).toBeGreaterThan(0.95)
    // An event starts the idle limit anew.
    expect(idle.endMs - idleEventMs).toBeGreaterThan(3_950)
  })
})

describe('several jobs', () => {
  it('waits for all of them, and exits 0 when all completed', async () => {
    const watch = startWatch(port, ['several1', 'several2'])
    await watch.subscribed()
    const worker = await publisherTo(port)
    await worker.event('several1', 1, 'completed')
    await worker.event('several2', 1, 'progress')
    await waitFor(() => watch.stdout().includes('several2'), { what: 'the second job' })
    await worker.event('several2', 2, 'completed')
    expect(await watch.status).toBe(0)
  })

  it('exits 1 when any ended in error, even if another timed out', async () => {
    const watch = startWatch(port, ['mixed001', 'mixed002'], { timeout: 3 })
    await watch.subscribed()
    await (await publisherTo(port)).event('mixed001', 1, 'error')
    expect(await watch.status).toBe(1)
  })

  it('prints nothing of a job that is not watched', async () => {
    const watch = startWatch(port, ['mine0001'])
    await watch.subscribed()
    const worker = await publisherTo(port)
    await worker.event('theirs01', 1, 'completed')
    await worker.event('mine0001', 1, 'completed')
    await watch.status
    expect(watch.stdout()).not.toContain('theirs01')
    expect(watch.stderr()).not.toContain('theirs01')
  })
})

describe('every job', () => {
  it('is heard on the topic of its record too', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, '.hermes/jobs'), 'moved001', recordJson('moved001', { topic_prefix: 'team/beta' }))
    const watch = startWatch(port, [], { timeout: 3 }, home)
    await watch.subscribed()
    const worker = await publisherTo(port)
    await worker.raw('team/beta/events', payloadOf('moved001', 1, 'started'))
    await worker.event('anyone01', 1, 'started')
    expect(await watch.status).toBe(2)
    expect(watch.stdout().match(/job=(moved001|anyone01)/g)).toEqual(['job=moved001', 'job=anyone01'])
  })
})

describe('--json', () => {
  it('prints the fields as they were sent, then what an event cannot override', async () => {
    const begunMs = Date.now()
    const watch = startWatch(port, ['json0001'], { json: true })
    await watch.subscribed()
    const fake = { received_at: 'never', topic: 'elsewhere', retained: true, build_id: 7, data: { tests: 12 } }
    await (await publisherTo(port)).event('json0001', 1, 'completed', fake)
    await watch.status
    const [line = '', end] = watch.stdout().split('\n')
    expect(end).toBe('')
    const printed = JSON.parse(line)
    expect(Object.keys(printed)).toEqual([
      ...['schema_version', 'seq', 'job_id', 'event', 'timestamp', 'detail', 'build_id', 'data'],
      ...['received_at', 'topic', 'retained'],
    ])
    expect(printed).toMatchObject({ build_id: 7, data: { tests: 12 }, topic: topicOf('json0001'), retained: false })
    expect(Date.parse(printed.received_at)).toBeGreaterThanOrEqual(begunMs)
    expect(Date.parse(printed.received_at)).toBeLessThanOrEqual(Date.now())
  })
})

describe('hostile events', () => {
  it.each([{}, { json: true as const }])('cannot act on the terminal (%j)', async (options) => {
    const id = options.json ? 'evil0002' : 'evil0001'
    const watch = startWatch(port, [id], options)
    await watch.subscribed()
    const evil = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\r\nfake line\u2028'
    const worker = await publisherTo(port)
    await worker.raw(topicOf(id), `{"schema_version":"${evil.replace(/[\r\n]/g, '')}"}`)
    await worker.event(id, 1, 'completed', { detail: evil, timestamp: evil, [evil]: evil })
    expect(await watch.status).toBe(0)
    expect(watch.stdout().split('\n')).toHaveLength(2)
    expect(`${watch.stdout()}${watch.stderr()}`.replaceAll('\n', '')).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u202e\u2028]/,
    )
  })

  it('are recognised by their signature when the record has a token', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, '.hermes/jobs'), 'signed01', recordJson('signed01', { auth_token: 'geheim' }))
    const watch = startWatch(port, ['signed01'], {}, home)
    await watch.subscribed()
    const worker = await publisherTo(port)
    await worker.event('signed01', 1, 'completed', { data: { hmac_sig: 'ab'.repeat(32) } })
    await waitFor(() => watch.stderr().includes('dropped, forged'), { what: 'the forged one' })
    const signed = signPayload(JSON.parse(payloadOf('signed01', 1, 'error')), 'geheim')
    await worker.raw(topicOf('signed01'), JSON.stringify(signed))
    expect(await watch.status).toBe(1)
    expect(watch.stderr()).not.toContain('geheim')
  })
})

describe('--record', () => {
  it('appends accepted events as they were sent, for the owner only', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, 'tape.jsonl'), '{"received_at":"20', { mode: 0o644 })
    const begunMs = Date.now()
    const watch = startWatch(port, ['tape0001'], { record: 'tape.jsonl' }, home)
    await watch.subscribed()
    const worker = await publisherTo(port)
    const payload = payloadOf('tape0001', 1, 'started', { ratio: 1 }).replace('"ratio":1', '"ratio": 1.0')
    await worker.raw(topicOf('tape0001'), payload)
    await worker.raw(topicOf('tape0001'), payload)
    await worker.event('tape0001', 2, 'completed')
    expect(await watch.status).toBe(0)
    const file = join(home, 'tape.jsonl')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const [torn, first = '', second = '', ...rest] = readFileSync(file, 'utf8').split('\n')
    expect(torn).toBe('{"received_at":"20')
    expect(rest).toEqual([''])
    expect(parseJsonLine(first)).toMatchObject({ topic: topicOf('tape0001'), retained: false, payload })
    const receivedAtMs = parseJsonLine(first)?.receivedAtMs ?? 0
    expect(receivedAtMs).toBeGreaterThanOrEqual(begunMs)
    expect(receivedAtMs).toBeLessThanOrEqual(Date.now())
    expect(parseJsonLine(second)?.payload).toContain('completed')
  })

  it('fails at once when it cannot', async () => {
    const watch = startWatch(port, ['tape0002'], { record: 'missing/tape.jsonl' })
    await expect(watch.status).rejects.toMatchObject({ code: 'io', message: /cannot open the recording .*ENOENT/ })
  })

  it('ends when the disk is full, instead of losing events', async () => {
    const watch = startWatch(port, ['tape0003'], { record: '/dev/full' })
    await watch.subscribed()
    await (await publisherTo(port)).event('tape0003', 1, 'started')
    await expect(watch.status).rejects.toMatchObject({ code: 'io', message: /ENOSPC/ })
  })
})

describe('the broker', () => {
  it('may go away and come back', async () => {
    const own = await freePort()
    const before = await startEmbeddedBroker({ port: own })
    const watch = startWatch(own, ['return01'])
    await watch.subscribed()
    await before.close()
    await waitFor(() => /retrying in \d s/.test(watch.stderr()), { what: 'the loss' })
    const after = await startEmbeddedBroker({ port: own })
    await waitFor(() => watch.stderr().match(/subscribed on/g)?.length === 2, { what: 'the way back' })
    await (await publisherTo(own)).event('return01', 1, 'completed')
    expect(await watch.status).toBe(0)
    await after.close()
  })

  it('must be there at the start', async () => {
    await expect(startWatch(await freePort(), ['nobody01']).status).rejects.toMatchObject({ code: 'unreachable' })
  })
})

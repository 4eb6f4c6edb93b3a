import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { statusAt } from '../../../src/domain/jobs/deadlines.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { paneView } from '../../../src/ui/job/job-view.ts'
import { paneLines } from '../../../src/ui/views/deck/pane-lines.ts'
import { detailFrame } from '../../../src/ui/views/detail/lines.ts'
import { droppedLines } from '../../../src/ui/views/dropped/lines.ts'
import { eventLines } from '../../../src/ui/views/event/lines.ts'
import { recordJson } from '../../io/registry/fixtures.ts'
import { runPython } from '../../support/python.ts'
import { needs } from '../../support/tools.ts'
import { historyViewOf } from '../../ui/histories.ts'
import { keymap } from '../../ui/press-keys.ts'
import { publisherTo } from './publish-events.ts'
import { runDeck } from './run-deck.ts'
import { jobsOf, seenOf } from './standing-jobs.ts'

let broker: EmbeddedBroker
beforeAll(async () => {
  broker = await startEmbeddedBroker()
})
afterAll(() => broker.close())

/** Every text that the screens show of a job and of what was dropped. */
function shownTexts(state: DeckState, key: JobKey): readonly string[] {
  const view = paneView(state, key)
  if (!view) throw new Error('the state knows its job')
  const size = { columns: 120, rows: 40 }
  const entries = view.job.history.toReversed()
  const lines = [
    ...paneLines(view, { ...size, weight: 'heavy', isMarked: false, hint: [] }),
    ...detailFrame(view, { cursor: null, lead: null }, historyViewOf(view.job), keymap, size).lines,
    ...entries.flatMap((entry) => eventLines(entry, 100)),
    ...droppedLines(state.drops, 100),
  ]
  return lines.flatMap((line) => line.map(({ text }) => text))
}

const brokers = () => ({ here: { port: broker.settings.port } })

describe('events', () => {
  it('shows a started event when it comes, not with the next second', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('swift001', 1, 'started')
    await deck.hasEvents('swift001', 1)
    const shownAt = deck.writes.findIndex(({ jobs }) => jobs.size > 0)
    expect(deck.writes[shownAt]?.nowMs).toBe(deck.writes[shownAt - 1]?.nowMs)
    expect(deck.state()).toMatchObject({ leftOver: null })
    expect(deck.ids()).toEqual(['swift001'])
    expect(deck.state().jobs.counts.running).toBe(1)
  })

  it('names the broker, what it listens to and the protocol that it fell back to', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    expect(deck.state()).toMatchObject({
      broker: { profile: 'here', url: broker.url, username: null, security: 'local' },
      topicFilter: 'python/mqtt/jobs/+/events',
      connection: { phase: 'connected', mqttVersion: 4 },
      problem: null,
    })
  })

  it('counts events a second, and falls to none when it is quiet', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    for (let seq = 1; seq <= 40; seq++) await publisher.event('rate0001', seq, 'progress')
    await deck.until(({ eventsPerSec }) => eventsPerSec > 0, 'a rate')
    await deck.until(({ eventsPerSec }) => eventsPerSec === 0, 'no rate')
    const rates = deck.writes.map(({ eventsPerSec }) => eventsPerSec)
    expect(Math.max(...rates)).toBeLessThanOrEqual(40)
  })

  it('writes the store at most ten times a second under a burst, beside the clock', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    const before = deck.writes.length
    const startMs = systemClock.monotonicMs()
    await Promise.all(Array.from({ length: 3_000 }, (_, i) => publisher.event('burst001', i + 1, 'progress')))
    await deck.until(() => deck.job('burst001')?.latest?.seq === 3_000, 'the last event')
    const seconds = (systemClock.monotonicMs() - startMs) / 1000
    expect(deck.writes.length - before).toBeLessThanOrEqual(Math.ceil(seconds * 10) + Math.ceil(seconds) + 2)
  })

  it('keeps to the jobs that it was asked for', async () => {
    const deck = await runDeck({ brokers: brokers(), only: ['wanted01'] })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('other001', 1, 'started')
    await publisher.event('wanted01', 1, 'started')
    await deck.hasEvents('wanted01', 1)
    expect(deck.ids()).toEqual(['wanted01'])
    expect(deck.state().drops.total).toBe(0)
  })

  it('finds a retained completed that was published before it started', async () => {
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('early001', 1, 'started')
    await publisher.event('early001', 2, 'completed')
    const deck = await runDeck({ brokers: brokers(), only: ['early001'] })
    const job = await deck.hasEvents('early001', 1)
    expect(job).toMatchObject({ ending: { kind: 'completed' }, history: [{ seq: 2, retained: true }] })
  })

  it('counts hostile messages by their reason and shows the next good event', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    const send = (payload: string | Uint8Array) => publisher.raw('python/mqtt/jobs/nasty001/events', payload)
    await send('not json')
    await send('[1]')
    await send(Uint8Array.of(0xff, 0xfe))
    await send('['.repeat(200_000))
    await send('x'.repeat(2_000_000))
    await send('{"schema_version":9}')
    await send('{"schema_version":1,"job_id":"else0001"}')
    await send('{"schema_version":1,"job_id":"nasty001","seq":0,"event":"started"}')
    await publisher.raw('python/mqtt/jobs/a b c/events', '{}')
    const hostile = '\u001b]0;owned\u0007\u001b[2J\u202e'
    await publisher.event('nasty001', 1, 'progress', { detail: `${hostile}done`, data: { [hostile]: hostile } })
    await deck.hasEvents('nasty001', 1)
    expect(deck.state().drops.byReason).toEqual({
      'not-json': 1,
      'not-an-object': 1,
      'not-utf8': 1,
      'too-deep': 1,
      'too-large': 1,
      'other-schema': 1,
      'wrong-id': 1,
      'bad-field': 1,
      'bad-topic': 1,
    })
    const shown = shownTexts(deck.state(), deck.key('nasty001'))
    expect(shown.filter((text) => text.includes('done')).length).toBeGreaterThanOrEqual(2)
    expect(shown.filter((text) => /[\u0000-\u001f\u007f-\u009f\u202e]/.test(text))).toEqual([])
  })
})

describe('time', () => {
  it('carries the whole second and never an earlier one, and times a silent job out', async () => {
    const deck = await runDeck({ brokers: brokers() })
    const record = recordJson('quiet001', { created_at: new Date().toISOString(), idle_timeout_sec: 1 })
    mkdirSync(deck.registryDir, { recursive: true })
    writeFileSync(join(deck.registryDir, 'quiet001.json'), record)
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('quiet001', 1, 'started')
    await deck.until(({ jobs }) => jobs.counts['timed-out'] === 1, 'the time-out')
    const times = deck.writes.map(({ nowMs, wallOffsetMs }) => Math.round(nowMs + wallOffsetMs))
    expect(times.every((wallMs) => wallMs % 1000 === 0)).toBe(true)
    // A busy machine may miss a second; it never goes back.
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Set(times).size).toBeGreaterThan(1)
  })
})

describe('the registry', () => {
  it('shows a record that another program writes, though the directory was missing', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    mkdirSync(deck.registryDir, { recursive: true })
    const path = join(deck.registryDir, 'python01.json')
    writeFileSync(`${path}.tmp`, recordJson('python01', { created_at: new Date().toISOString(), prompt: '정렬 문제' }))
    renameSync(`${path}.tmp`, path)
    await deck.until(() => deck.job('python01'), 'the record')
    expect(deck.job('python01')?.record).toMatchObject({ prompt: '정렬 문제', agent: 'codex' })
    expect(deck.state().jobs.counts.pending).toBe(1)
  })

  it('takes a burst of 1,000 records in as one update of the store', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    mkdirSync(deck.registryDir, { recursive: true })
    const before = deck.writes.length
    const text = (id: string) => recordJson(id, { created_at: new Date().toISOString() })
    for (let i = 0; i < 1_000; i++) writeFileSync(join(deck.registryDir, `burst${i}.json`), text(`burst${i}`))
    const pending = (state: DeckState) => state.jobs.counts.pending
    await deck.until((state) => pending(state) === 1_000, '1,000 jobs')
    const counts = deck.writes.slice(before).map(pending)
    expect(new Set(counts)).toEqual(new Set(counts.includes(0) ? [0, 1_000] : [1_000]))
    const versions = new Set(deck.writes.slice(before).map((state) => state.jobsVersion))
    expect(versions.size).toBeLessThanOrEqual(2)
  })

  it('reports a record that does not parse, and takes the report back when it is fixed', async () => {
    const deck = await runDeck({ brokers: brokers() })
    mkdirSync(deck.registryDir, { recursive: true })
    const path = join(deck.registryDir, 'broken01.json')
    writeFileSync(path, '{"schema_version":1,')
    const problem = await deck.until((state) => state.problem, 'a problem')
    expect(problem).toMatch(/^registry: .*broken01\.json: the file is not valid JSON$/)
    writeFileSync(path, recordJson('broken01'))
    await deck.until((state) => state.problem === null && deck.job('broken01'), 'the record, and no problem')
  })

  it('hears a job on the topic prefix of its record', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    mkdirSync(deck.registryDir, { recursive: true })
    writeFileSync(join(deck.registryDir, 'moved001.json'), recordJson('moved001', { topic_prefix: 'team/alpha' }))
    await deck.until(() => deck.job('moved001'), 'the record')
    const publisher = await publisherTo(broker.settings.port)
    const payload = '{"schema_version":1,"job_id":"moved001","seq":1,"event":"completed"}'
    await publisher.raw('team/alpha/events', payload, { retain: true })
    expect(await deck.hasEvents('moved001', 1)).toMatchObject({ ending: { kind: 'completed' } })
  })

  it('shows what had failed or timed out before it started as seen', async () => {
    const home = (await runDeck({ brokers: brokers() })).home
    const dir = join(home, 'jobs')
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, 'failed01.json'), recordJson('failed01', { status: 'error' }))
    writeFileSync(join(dir, 'silent01.json'), recordJson('silent01'))
    const deck = await runDeck({ brokers: brokers(), home })
    await deck.until(({ jobs }) => jobs.size === 2, 'both jobs')
    const { nowMs } = deck.state()
    expect(
      jobsOf(deck.state().jobs)
        .map((job) => statusAt(job, nowMs))
        .sort(),
    ).toEqual(['error', 'timed-out'])
    expect(seenOf(deck.state().jobs)).toEqual(new Set([deck.key('failed01'), deck.key('silent01')]))
  })
})

needs('python3-paho-mqtt')('a record that Python registers', () => {
  it('is in the deck', async () => {
    const deck = await runDeck({ brokers: brokers() })
    await deck.connected()
    const { stdout } = await runPython('registry', ['--registry-dir', deck.registryDir, 'register', '--prompt', '정렬'])
    const job = await deck.until(() => deck.job(stdout.trim()), 'the record')
    expect(job.record).toMatchObject({ prompt: '정렬', status: 'pending' })
  })
})

describe('the user', () => {
  it('keeps the order still while moving about, and takes an ended job as seen when looked at', async () => {
    const deck = await runDeck({ brokers: brokers(), only: ['first001', 'second01'] })
    await deck.connected()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('first001', 1, 'started')
    await publisher.event('second01', 1, 'started')
    await deck.until(({ jobs }) => jobs.size === 2, 'both jobs')
    // Again and again, as keys come: one movement holds for two seconds, which a busy machine may sleep through.
    const moving = setInterval(() => deck.commands.holdOrder(), 50)
    onTestFinished(() => clearInterval(moving))
    deck.commands.holdOrder()
    await publisher.event('second01', 2, 'error')
    await deck.hasEvents('second01', 2)
    expect(deck.ids()).toEqual(['first001', 'second01'])
    clearInterval(moving)
    await deck.until(() => deck.ids()[0] === 'second01', 'the new order')
    deck.commands.markSeen(deck.key('second01'))
    const second = deck.key('second01')
    await deck.until(({ jobs }) => deck.ids()[0] === 'first001' && jobs.isSeen(second), 'the job as seen')
  })
})

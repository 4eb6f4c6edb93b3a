import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifySignature } from '../../../src/domain/protocol/signature.ts'
import { withDirectoryLock } from '../../../src/io/lock/directory-lock.ts'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../../src/io/own-broker/embedded.ts'
import { registerJob } from '../../../src/io/registry/register-job.ts'
import { readRecord } from '../../../src/io/registry/registry.ts'
import { request } from '../../io/registry/fixtures.ts'
import { freePort } from '../../support/free-port.ts'
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts'
import { needs } from '../../support/tools.ts'
import { publisherTo } from '../deck/publish-events.ts'
import { type RunningDeck, runDeck } from '../deck/run-deck.ts'
import { outcomeOf, press, unsigned, untilOutcome } from './press-emit.ts'

describe('on the embedded broker', () => {
  let broker: EmbeddedBroker
  beforeAll(async () => {
    broker = await startEmbeddedBroker()
  })
  afterAll(() => broker.close())

  async function connectedDeck() {
    const deck = await runDeck({ brokers: { here: { port: broker.settings.port } } })
    await deck.connected()
    return deck
  }

  it('publishes with the next seq, advances the record and writes the event log', async () => {
    const deck = await connectedDeck()
    const id = await registerJob(deck.registryDir, unsigned)
    press(deck, id, 'started', '시작')
    await untilOutcome(deck, id, /^#1 started acked$/)
    press(deck, id, 'completed')
    await untilOutcome(deck, id, /^#2 completed acked$/)
    expect(await deck.hasEvents(id, 2)).toMatchObject({
      ending: { kind: 'completed' },
      history: [{ detail: '시작' }, {}],
    })
    expect(await readRecord(deck.registryDir, id)).toMatchObject({ status: 'completed', last_seq: 2 })
    const log = readFileSync(join(deck.registryDir, `${id}.events.log`), 'utf8')
      .trim()
      .split('\n')
    expect(log.map((line) => JSON.parse(line).seq)).toEqual([1, 2])
  })

  it('signs when the record has a token, and sees its own event verified', async () => {
    const deck = await connectedDeck()
    const id = await registerJob(deck.registryDir, { ...unsigned, authToken: 'token' })
    await deck.until(() => deck.job(id), 'the record')
    press(deck, id, 'progress')
    const job = await deck.hasEvents(id, 1)
    expect(job.history[0]?.signature).toBe('verified')
    await untilOutcome(deck, id, /^#1 progress acked$/)
    const [line = ''] = readFileSync(join(deck.registryDir, `${id}.events.log`), 'utf8').split('\n')
    expect(verifySignature(line, 'token')).toBe('verified')
  })

  it('continues a job without a record, though the next event is pressed before the last has come back', async () => {
    const deck = await connectedDeck()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('norecord', 6, 'progress')
    await deck.hasEvents('norecord', 1)
    for (let i = 0; i < 5; i++) press(deck, 'norecord', 'progress')
    const job = await deck.hasEvents('norecord', 6)
    expect(job.history.map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10, 11])
    expect(deck.state().drops.total).toBe(0)
  })

  it('continues after an event that changed nothing', async () => {
    const deck = await connectedDeck()
    const publisher = await publisherTo(broker.settings.port)
    await publisher.event('endtwice', 1, 'completed')
    await publisher.event('endtwice', 2, 'error')
    await deck.until(({ drops }) => drops.byReason['second-end'], 'the second end')
    press(deck, 'endtwice', 'progress')
    await untilOutcome(deck, 'endtwice', /^#3 progress acked$/)
  })

  it('goes above the events of publishers that skip the registry, so that the end of their job counts', async () => {
    const deck = await connectedDeck()
    const id = await registerJob(deck.registryDir, unsigned)
    const publisher = await publisherTo(broker.settings.port)
    for (const seq of [1, 2, 3]) await publisher.event(id, seq, 'progress')
    await deck.hasEvents(id, 3)
    press(deck, id, 'completed')
    await untilOutcome(deck, id, /^#4 completed acked$/)
    expect((await deck.hasEvents(id, 4)).ending?.kind).toBe('completed')
    expect(await readRecord(deck.registryDir, id)).toMatchObject({ status: 'completed', last_seq: 4 })
  })

  it('shows that it waits for the registry lock', async () => {
    const deck = await connectedDeck()
    const id = await registerJob(deck.registryDir, unsigned)
    await withDirectoryLock(deck.registryDir, async () => {
      press(deck, id, 'started')
      await untilOutcome(deck, id, /^waiting for the registry lock/)
    })
    await untilOutcome(deck, id, /^#1 started acked$/)
  })

  it('takes no seq for an event that every reader would drop', async () => {
    const deck = await connectedDeck()
    const id = await registerJob(deck.registryDir, unsigned)
    press(deck, id, 'progress', '한'.repeat(100_000))
    await untilOutcome(
      deck,
      id,
      /^failed: every reader would drop this event: the payload has \d+ bytes, more than 262144/,
    )
    expect(await readRecord(deck.registryDir, id)).toMatchObject({ last_seq: 0, status: 'pending' })
  })

  it('says why when the broker of the record is away, and leaves the record alone', async () => {
    const deck = await connectedDeck()
    const worker = { host: '127.0.0.1', port: await freePort(), tls: false, username: 'worker', password: 'geheim' }
    const id = await registerJob(deck.registryDir, { ...request, broker: worker })
    press(deck, id, 'started')
    await untilOutcome(deck, id, /^queued: .*refused the connection/)
    expect(outcomeOf(deck, id)).not.toContain('geheim')
    expect(await readRecord(deck.registryDir, id)).toMatchObject({ status: 'pending' })
  })
})

function eventsOf(deck: RunningDeck, jobId: string): string {
  return (deck.job(jobId)?.history ?? []).map(({ seq, event }) => `${seq} ${event}`).join(', ')
}

describe('while offline', () => {
  it('queues, says so, and sends everything in order when the broker is there', async () => {
    const port = await freePort()
    const deck = await runDeck({ brokers: { here: { port } } })
    await deck.until(({ connection }) => connection.phase === 'waiting', 'no broker')
    const id = await registerJob(deck.registryDir, unsigned)
    for (const detail of ['one', 'two', 'three']) press(deck, id, 'progress', detail)
    await untilOutcome(deck, id, /^queued \(offline\)$/)
    const broker = await startEmbeddedBroker({ port })
    try {
      deck.commands.reconnect()
      const job = await deck.hasEvents(id, 3)
      expect(job.history.map(({ seq, detail }) => `${seq} ${detail}`)).toEqual(['1 one', '2 two', '3 three'])
      await untilOutcome(deck, id, /^#3 progress acked$/)
    } finally {
      await deck.close()
      await broker.close()
    }
  })

  it('goes to the broker whose jobs were shown when the key was pressed', async () => {
    const live = await startEmbeddedBroker()
    const deck = await runDeck({ brokers: { live: { port: live.settings.port }, dead: { port: await freePort() } } })
    try {
      await deck.connected()
      const id = await registerJob(deck.registryDir, unsigned)
      await deck.until(() => deck.job(id), 'the record')
      deck.commands.switchBroker('dead')
      await deck.until(({ leftOver }) => leftOver === 'live', 'the jobs that are left over')
      press(deck, id, 'progress')
      deck.commands.switchBroker('live')
      await untilOutcome(deck, id, /^#1 progress acked$/)
    } finally {
      await deck.close()
      await live.close()
    }
  })

  it('stays with the broker of its job when another one connects before the last key', async () => {
    const [first, second] = [await startEmbeddedBroker(), await startEmbeddedBroker()]
    const brokers = { first: { port: first.settings.port }, second: { port: second.settings.port } }
    const deck = await runDeck({ brokers })
    try {
      await deck.connected()
      await (await publisherTo(first.settings.port)).event('twinjob1', 1, 'started')
      const { key } = await deck.hasEvents('twinjob1', 1)
      deck.commands.switchBroker('second')
      await deck.until(({ leftOver, connection }) => connection.phase === 'connected' && leftOver === null, 'the other')
      deck.commands.emit({ job: key, event: 'completed', detail: '' })
      await (await publisherTo(second.settings.port)).event('twinjob1', 7, 'progress')
      await deck.until(() => eventsOf(deck, 'twinjob1') === '7 progress', 'the twin alone')
      deck.commands.switchBroker('first')
      await deck.until(() => eventsOf(deck, 'twinjob1') === '1 started, 2 completed', 'the end of the first one')
    } finally {
      await deck.close()
      await Promise.all([first.close(), second.close()])
    }
  })

  it('keeps what was queued for one broker away from another', async () => {
    const port = await freePort()
    const other = await startEmbeddedBroker()
    const deck = await runDeck({ brokers: { gone: { port }, other: { port: other.settings.port } } })
    await deck.until(({ connection }) => connection.phase === 'waiting', 'no broker')
    const id = await registerJob(deck.registryDir, unsigned)
    press(deck, id, 'started')
    deck.commands.switchBroker('other')
    await deck.connected()
    press(deck, id, 'progress', 'for the other one')
    const job = await deck.hasEvents(id, 1)
    expect(job.history.map(({ event }) => event)).toEqual(['progress'])
    deck.commands.switchBroker('gone')
    await deck.until(({ connection }) => connection.phase === 'waiting', 'no broker again')
    const broker = await startEmbeddedBroker({ port })
    try {
      await deck.until(() => deck.job(id)?.latest?.event === 'started', 'the event that had waited')
    } finally {
      await deck.close()
      await Promise.all([broker.close(), other.close()])
    }
  })
})

needs('mosquitto')('on a Mosquitto where the observer may not write', () => {
  const users = { hermes: 'read-only', 'claude-worker': 'write-only' }
  const acl = [
    'user hermes',
    'topic read python/mqtt/jobs/+/events',
    'user claude-worker',
    'topic write python/mqtt/jobs/+/events',
  ].join('\n')
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto({ users, acl: `${acl}\n` })
  })
  afterAll(() => broker.stop())

  async function observer(port = broker.port) {
    const deck = await runDeck({ brokers: { here: { port, username: 'hermes', password: users.hermes } } })
    await deck.connected()
    return deck
  }

  it('says that the observer may not publish', async () => {
    const deck = await observer()
    const id = await registerJob(deck.registryDir, unsigned)
    press(deck, id, 'started')
    await untilOutcome(deck, id, /^refused: not authorized to publish$/)
    expect(await readRecord(deck.registryDir, id)).toMatchObject({ status: 'pending', last_seq: 1 })
  })

  it("publishes with the worker's credentials from the record", async () => {
    const deck = await observer()
    const id = await registerJob(deck.registryDir, {
      ...request,
      broker: { host: '127.0.0.1', port: broker.port, tls: false, username: 'claude-worker', password: 'write-only' },
    })
    press(deck, id, 'completed')
    expect(await deck.hasEvents(id, 1)).toMatchObject({ ending: { kind: 'completed' } })
    await untilOutcome(deck, id, /^#1 completed acked$/)
  })
})

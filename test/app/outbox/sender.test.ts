// Sending what is queued: in order, once, and each entry ends in one way that is shown.
import { describe, expect, it } from 'vitest'
import { awaitEntry } from '../../../src/app/outbox/await-entry.ts'
import { sendingLockPath } from '../../../src/app/outbox/channel.ts'
import { hasSenderProcess, runSenderProcess } from '../../../src/app/outbox/sender-process.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { tryHoldLock } from '../../../src/io/lock/held-lock.ts'
import { acceptConnect, startFakeBroker } from '../../io/mqtt/fake-broker.ts'
import { ownConnection } from '../../io/mqtt/watch-connection.ts'
import { freePort } from '../../support/free-port.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { ownEmbeddedBroker, ownMosquitto } from '../../support/own-broker.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'
import { ownClosingBroker } from './closing-broker.ts'
import { jobNamed, ownSender } from './own-sender.ts'

const forEver = Number.POSITIVE_INFINITY
const soon = () => systemClock.monotonicMs() + 1_000
const sent = { kind: 'done', failure: null }

describe('a round', () => {
  it('sends everything in order', async () => {
    const broker = await ownEmbeddedBroker()
    const heard = ownConnection(broker.settings)
    await heard.reaches('connected')
    const { sender, queue } = ownSender(broker.settings)
    for (let seq = 1; seq <= 50; seq++) await queue(seq)
    expect(await sender.round(forEver)).toEqual(sent)
    await waitFor(() => heard.received.length >= 50, { what: 'every event' })
    expect(heard.received.map(({ text }) => JSON.parse(text).seq)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    expect(await sender.unfinished()).toEqual([])
  })

  it('leaves what is for another login, and does nothing while another process sends', async () => {
    const broker = await ownEmbeddedBroker()
    const { sender, queue, entry, stateDir, channel } = ownSender(broker.settings)
    const other = await queue(1, { username: 'somebody' })
    const lock = await tryHoldLock(sendingLockPath(stateDir, channel), systemClock)
    const own = await queue(2)
    expect(await sender.round(forEver)).toEqual({ kind: 'held' })
    expect(await entry(own)).toMatchObject({ state: 'queued' })
    lock?.release()
    expect(await sender.round(forEver)).toEqual(sent)
    expect(await entry(own)).toMatchObject({ state: 'acked' })
    expect(await entry(other)).toMatchObject({ state: 'queued' })
  })

  it('says why nothing could be sent, and sends it when the broker is there', async () => {
    const port = await freePort()
    const { sender, queue, entry } = ownSender(plainSettings(port))
    const id = await queue(1)
    expect(await sender.round(forEver)).toMatchObject({ kind: 'done', failure: { code: 'unreachable' } })
    expect(await entry(id)).toMatchObject({
      state: 'queued',
      attempts: 0,
      reason: expect.stringMatching(/refused the connection/),
    })
    await ownEmbeddedBroker({ port })
    expect(await sender.round(forEver)).toEqual(sent)
    expect(await entry(id)).toMatchObject({ state: 'acked', attempts: 1, reason: null })
  })

  it('resends what a killed process had handed over, with the same seq and payload', async () => {
    const broker = await ownEmbeddedBroker()
    const heard = ownConnection(broker.settings)
    await heard.reaches('connected')
    const { sender, queue, entry } = ownSender(broker.settings)
    const id = await queue(1)
    await sender.outbox.move([id], 'sending', null)
    expect(await sender.round(forEver)).toEqual(sent)
    await heard.receives('{"seq":1}')
    expect(await entry(id)).toMatchObject({ state: 'acked', attempts: 2 })
  })

  it('never sends again what was acknowledged before the kill', async () => {
    const broker = await ownEmbeddedBroker()
    const heard = ownConnection(broker.settings)
    await heard.reaches('connected')
    const { sender, queue, entry } = ownSender(broker.settings)
    const [delivered, next] = [await queue(1), await queue(2)]
    await sender.outbox.move([delivered], 'delivered', null)
    expect(await sender.round(forEver)).toEqual(sent)
    await heard.receives('{"seq":2}')
    expect(heard.received).toHaveLength(1)
    expect([await entry(delivered), await entry(next)]).toMatchObject([{ state: 'acked' }, { state: 'acked' }])
  })

  it('gives up what has waited too long, with the last reason', async () => {
    const clock = new SimulatedClock(Date.now())
    const { sender, queue, entry } = ownSender(plainSettings(await freePort()), { clock })
    const id = await queue(1, { lifetimeMs: 24 * 3_600_000 })
    await sender.round(forEver)
    clock.advance(24 * 3_600_000 + 1_000)
    expect(await sender.round(forEver)).toEqual(sent)
    expect(await entry(id)).toMatchObject({
      state: 'expired',
      reason: expect.stringMatching(/^not sent in time: .* refused the connection/),
    })
  })

  it('ends when its time is up, with what has no answer still queued', async () => {
    const broker = await startFakeBroker({ onConnect: acceptConnect })
    const { sender, queue, entry } = ownSender(broker.settings)
    const id = await queue(1)
    expect(await sender.round(soon())).toMatchObject({ failure: { message: expect.stringMatching(/^no answer in /) } })
    expect(await entry(id)).toMatchObject({
      state: 'queued',
      attempts: 1,
      reason: expect.stringMatching(/^no answer in /),
    })
    await broker.close()
  })
})

describe('a broker that answers with a close', () => {
  it('is found by sending suspects alone; what it denies is set aside, and nothing else is held up', async () => {
    const broker = await ownClosingBroker()
    const { sender, queue, entry } = ownSender(broker.settings)
    const jobs = ['job-1', 'job-2', 'job-3'] as const
    const ids: number[] = []
    for (const [index, job] of jobs.entries())
      for (const seq of [1, 2])
        ids.push(
          await queue(seq, {
            jobId: jobNamed(job),
            topic: index === 1 && seq === 1 ? `denied/${job}` : `t/${job}/${seq}`,
            payload: `${job} ${seq}`,
          }),
        )
    expect(await sender.round(forEver)).toEqual(sent)
    const entries = await Promise.all(ids.map((id) => entry(id)))
    expect(entries.map((one) => one?.state)).toEqual(['acked', 'acked', 'set-aside', 'acked', 'acked', 'acked'])
    expect(entries[2]?.reason).toBe(
      'the broker closed the connection 3 times instead of answering: is writing to denied/job-2 allowed?',
    )
    expect([...broker.acked].filter((topic) => topic === 't/job-2/2')).toHaveLength(1)
    // Once among others, three times alone.
    expect(broker.closedOver).toHaveLength(4)
  })

  it('sends it again when a person asks for that', async () => {
    const broker = await ownClosingBroker()
    const { sender, queue, entry, another } = ownSender(broker.settings)
    const id = await queue(1, { topic: 'denied/x' })
    await sender.round(forEver)
    expect(await entry(id)).toMatchObject({ state: 'set-aside' })
    await sender.outbox.retry([id])
    expect(await entry(id)).toMatchObject({ state: 'queued', seq: 1 })
    await another().round(forEver)
    expect(await entry(id)).toMatchObject({ state: 'set-aside', seq: 1 })
  })
})

needs('mosquitto')('a Mosquitto with rules', () => {
  it('refuses what it denies, and takes the rest', async () => {
    const users = { worker: 'secret' }
    const broker = await ownMosquitto({ users, acl: 'user worker\ntopic write t/+\n' })
    const settings = { ...broker.settings, username: 'worker', password: users.worker }
    const { sender, queue, entry } = ownSender(settings)
    const ids = [await queue(1), await queue(2, { topic: 'elsewhere/2' }), await queue(3)]
    expect(await sender.round(forEver)).toEqual(sent)
    expect(await Promise.all(ids.map((id) => entry(id)))).toMatchObject([
      { state: 'acked' },
      { state: 'refused', reason: 'not authorized to publish' },
      { state: 'acked' },
    ])
  })
})

describe('an emit that waits', () => {
  it('watches the process that sends, and says when that does not get on', async () => {
    const broker = await ownEmbeddedBroker()
    const { sender, queue, entry, another, stateDir, channel } = ownSender(broker.settings)
    const id = await queue(1)
    const lockPath = sendingLockPath(stateDir, channel)
    // As if the holder hung: its beat does not move on a clock that stands still.
    const lock = await tryHoldLock(lockPath, new SimulatedClock(Date.now()))
    const said: string[] = []
    const queued = await entry(id)
    if (!queued) throw new Error('the entry is missing')
    const options = { clock: systemClock, untilMs: forEver, lockPath, onStuck: (holder: string) => said.push(holder) }
    const waiting = awaitEntry(queued, sender, options)
    await waitFor(() => said.length > 0, { what: 'the word about the holder' })
    expect(said).toEqual([expect.stringMatching(/\(process \d+\)$/)])
    lock?.release()
    expect(await waiting).toMatchObject({ entry: { state: 'acked' }, failure: null })
    another()
  })
})

describe('the sender process', () => {
  it('is there once, sends what comes meanwhile, and ends when nothing has come for a while', async () => {
    const broker = await ownEmbeddedBroker()
    const { queue, entry, stateDir, channel, routeOf } = ownSender(broker.settings)
    const first = await queue(1)
    const options = { stateDir, channel, routeOf, clock: systemClock, idleMs: 1_000 }
    const running = runSenderProcess(options)
    await waitFor(() => hasSenderProcess(stateDir, channel, systemClock), { what: 'the process' })
    // Another one ends at once.
    await runSenderProcess(options)
    await waitFor(async () => (await entry(first))?.state === 'acked', { what: 'the first event' })
    const second = await queue(2)
    await waitFor(async () => (await entry(second))?.state === 'acked', { what: 'the second event' })
    await running
    expect(await hasSenderProcess(stateDir, channel, systemClock)).toBe(false)
  })
})

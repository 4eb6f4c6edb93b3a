// Events of ours on their way out: numbered once, sent once, finished once.
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Clock } from '../../../src/io/clock/clock.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { openOutbox } from '../../../src/io/ledger/open-outbox.ts'
import type { NumberedEvent, OutboxState } from '../../../src/io/ledger/sqlite/outbox-entry.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { broker, jobId } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'
import { outgoing } from './outgoing.ts'

function ownOutbox(stateDir: string, of = broker, clock: Clock = systemClock) {
  const outbox = openOutbox({ stateDir, broker: of }, clock)
  onTestFinished(() => outbox.close())
  /** Stores it as a finished reservation. */
  const queue = async (event: NumberedEvent) => {
    const id = await outbox.reserve(event, '/nowhere/staged')
    await outbox.confirm(id)
    return id
  }
  return Object.assign(outbox, { queue })
}

describe('the outbox', () => {
  it('hands out what is unfinished, in order, to the next process that opens it', async () => {
    const stateDir = temporaryFolder()
    const first = ownOutbox(stateDir)
    await first.queue(outgoing(1, { registryDir: '/jobs', profile: null, username: 'worker', certFile: '/cert' }))
    await first.queue(outgoing(2, { retain: true, payload: 'a\ud83d', topic: 'other/events' }))
    first.close()
    expect(await ownOutbox(stateDir).unfinished()).toMatchObject([
      { ...outgoing(1), registryDir: '/jobs', profile: null, username: 'worker', certFile: '/cert' },
      { ...outgoing(2), retain: true, payload: 'a\ud83d', topic: 'other/events', state: 'queued', attempts: 0, broker },
    ])
  })

  it('stores an event once, however often it is handed over', async () => {
    const outbox = ownOutbox(temporaryFolder())
    const [first, again, other] = [
      await outbox.queue(outgoing(1)),
      await outbox.queue(outgoing(1)),
      await outbox.queue(outgoing(1, { payload: 'other' })),
    ]
    expect(again).toBe(first)
    expect(other).not.toBe(first)
    expect(await outbox.unfinished()).toHaveLength(2)
  })

  it('knows a reservation from a queued event, and forgets nothing else', async () => {
    const outbox = ownOutbox(temporaryFolder())
    const id = await outbox.reserve(outgoing(1), '/jobs/staged')
    expect(await outbox.entry(id)).toMatchObject({ state: 'reserved', staged: '/jobs/staged' })
    expect(await outbox.move([id], 'sending', null)).toEqual([])
    await outbox.confirm(id)
    await outbox.forget(id)
    expect(await outbox.entry(id)).toMatchObject({ state: 'queued', staged: null })
    const other = await outbox.reserve(outgoing(2), '/jobs/staged')
    await outbox.forget(other)
    expect(await outbox.entry(other)).toBe(null)
  })

  it('finishes an entry in one way only, and counts how often it was tried', async () => {
    const outbox = ownOutbox(temporaryFolder())
    const id = await outbox.queue(outgoing(1))
    const move = (state: Exclude<OutboxState, 'reserved'>, reason: string | null = null) =>
      outbox.move([id], state, reason)
    expect([await move('sending'), await move('queued'), await move('sending')]).toEqual([[id], [id], [id]])
    expect(await outbox.unfinished()).toMatchObject([{ state: 'sending', attempts: 2 }])
    expect(await move('refused', 'not authorised')).toEqual([id])
    expect([await move('acked'), await move('queued'), await move('sending')]).toEqual([[], [], []])
    expect(await outbox.unfinished()).toEqual([])
    expect(await outbox.everything()).toMatchObject([{ id, state: 'refused', reason: 'not authorised' }])
  })

  it.each(['refused', 'set-aside', 'expired'] as const)(
    'queues what was %s once more, with its seq and payload, for another lifetime',
    async (state) => {
      const clock = new SimulatedClock(Date.UTC(2026, 5, 19))
      const outbox = ownOutbox(temporaryFolder(), broker, clock)
      const id = await outbox.queue(outgoing(7, { lifetimeMs: 10_000 }))
      await outbox.move([id], state, 'why')
      clock.advance(60_000)
      expect(await outbox.retry([id])).toEqual([id])
      const entry = await outbox.entry(id)
      expect(entry).toMatchObject({ ...outgoing(7), lifetimeMs: 10_000, state: 'queued', reason: null, attempts: 0 })
      expect((entry?.expiresMs ?? 0) - clock.monotonicMs()).toBeCloseTo(10_000, -1)
    },
  )

  it('never retries what was acknowledged or dropped', async () => {
    const outbox = ownOutbox(temporaryFolder())
    const ids = [await outbox.queue(outgoing(1)), await outbox.queue(outgoing(2))]
    await outbox.move(ids.slice(0, 1), 'acked', null)
    await outbox.move(ids.slice(1), 'dropped', null)
    expect(await outbox.retry(ids)).toEqual([])
  })

  it('believes an acknowledgement that comes after the entry was dropped', async () => {
    const outbox = ownOutbox(temporaryFolder())
    const id = await outbox.queue(outgoing(1))
    await outbox.move([id], 'sending', null)
    await outbox.move([id], 'dropped', null)
    expect(await outbox.move([id], 'queued', 'no answer')).toEqual([])
    expect(await outbox.move([id], 'acked', null)).toEqual([id])
  })

  it('takes every number once for a job without a record, above what was seen and what was taken before', async () => {
    const stateDir = temporaryFolder()
    const [one, other] = [ownOutbox(stateDir), ownOutbox(stateDir)]
    const take = async (outbox: typeof one, seen: number, id = 'job-1') => {
      const event = { ...outgoing(0), jobId: jobId(id) }
      const taken = await outbox.enqueueNext(event, seen, (seq) => `{"seq":${seq}}`)
      return (await outbox.entry(taken))?.payload
    }
    const seqs = [await take(one, 0), await take(other, 0), await take(one, 7), await take(other, 3)]
    expect(seqs).toEqual([1, 2, 8, 9].map((seq) => `{"seq":${seq}}`))
    expect(await take(one, 0, 'job-2')).toBe('{"seq":1}')
  })

  it('lets an entry expire after its lifetime, however the clock is set', async () => {
    const clock = new SimulatedClock(Date.UTC(2026, 5, 19))
    const outbox = ownOutbox(temporaryFolder(), broker, clock)
    await outbox.queue(outgoing(1, { lifetimeMs: 10_000 }))
    clock.setWall(clock.wallMs() + 3_600_000)
    clock.advance(4000)
    const [entry] = await outbox.unfinished()
    expect((entry?.expiresMs ?? 0) - clock.monotonicMs()).toBeCloseTo(6000, -1)
  })

  it('shows the entries of every broker, beside the events that are received', async () => {
    const stateDir = temporaryFolder()
    await ownOutbox(stateDir, 'mqtt://gone').queue(outgoing(1))
    await ownOutbox(stateDir).queue(outgoing(2))
    const ledger = openSqlite(stateDir)
    expect((await ledger.outbox.everything()).map((entry) => entry.broker)).toEqual(['mqtt://gone', broker])
    await ledger.close()
  })
})

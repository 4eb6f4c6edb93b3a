// Events of ours on their way out: numbered once, sent once, finished once.
import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import type { OutgoingEvent } from '../../../src/io/ledger/sqlite/outbox.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { broker, jobId } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'

function outgoing(seq: number, fields: Partial<OutgoingEvent> = {}): OutgoingEvent {
  const topic = 'python/mqtt/jobs/job-1/events'
  return { jobId: jobId('job-1'), seq, topic, payload: `{"seq":${seq}}`, retain: false, lifetimeMs: null, ...fields }
}

/** A ledger's write is on disk once it has been flushed. */
async function written<Result>(ledger: { flush(): Promise<void> }, write: Promise<Result>): Promise<Result> {
  await ledger.flush()
  return await write
}

describe('the outbox', () => {
  it('hands out what is unsent, in order, to whoever opens it next', async () => {
    const stateDir = temporaryFolder()
    const first = openSqlite(stateDir)
    await written(first, first.outbox.enqueue(outgoing(1)))
    await written(first, first.outbox.enqueue(outgoing(2, { retain: true, payload: 'a\ud83d', topic: 'other/events' })))
    await first.close()
    const next = openSqlite(stateDir)
    expect(await next.outbox.unsent()).toMatchObject([
      { ...outgoing(1), state: 'queued', attempts: 0, reason: null, broker },
      { ...outgoing(2), retain: true, payload: 'a\ud83d', topic: 'other/events' },
    ])
    await next.close()
  })

  it('stores an event once, however often it is handed over', async () => {
    const ledger = openSqlite(temporaryFolder())
    const ids = [outgoing(1), outgoing(1), outgoing(1, { payload: 'other' })].map((event) =>
      ledger.outbox.enqueue(event),
    )
    await ledger.flush()
    const [first, again, other] = await Promise.all(ids)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
    expect(await ledger.outbox.unsent()).toHaveLength(2)
    await ledger.close()
  })

  it('finishes an entry in one way only, and counts how often it was tried', async () => {
    const ledger = openSqlite(temporaryFolder())
    const id = (await written(ledger, ledger.outbox.enqueue(outgoing(1)))) ?? 0
    const move = (state: 'sending' | 'queued' | 'refused' | 'acked', reason: string | null = null) =>
      written(ledger, ledger.outbox.moveTo(id, state, reason))
    expect([await move('sending'), await move('queued'), await move('sending')]).toEqual([true, true, true])
    expect(await ledger.outbox.unsent()).toMatchObject([{ state: 'sending', attempts: 2 }])
    expect(await move('refused', 'not authorised')).toBe(true)
    expect([await move('acked'), await move('queued')]).toEqual([false, false])
    expect(await ledger.outbox.unsent()).toEqual([])
    expect(await ledger.outbox.everything()).toMatchObject([{ id, state: 'refused', reason: 'not authorised' }])
    await ledger.close()
  })

  it('takes every number once, above what was seen and what was taken before', async () => {
    const stateDir = temporaryFolder()
    const [one, other] = [openSqlite(stateDir), openSqlite(stateDir)]
    const take = (ledger: typeof one, seen: number) => written(ledger, ledger.outbox.takeSeq(jobId('job-1'), seen))
    expect([await take(one, 0), await take(other, 0), await take(one, 7), await take(other, 3)]).toEqual([1, 2, 8, 9])
    expect(await written(one, one.outbox.takeSeq(jobId('job-2'), 0))).toBe(1)
    await Promise.all([one.close(), other.close()])
  })

  it('lets an entry expire after its lifetime, however the clock is set', async () => {
    const stateDir = temporaryFolder()
    const clock = new SimulatedClock(Date.UTC(2026, 5, 19))
    const ledger = openSqlite(stateDir, { clock, boot: { id: 'boot-one', offsetMs: 0 } })
    await written(ledger, ledger.outbox.enqueue(outgoing(1, { lifetimeMs: 10_000 })))
    clock.setWall(clock.wallMs() + 3_600_000)
    clock.advance(4000)
    const [entry] = await ledger.outbox.unsent()
    expect((entry?.expiresMs ?? 0) - clock.monotonicMs()).toBe(6000)
    await ledger.close()
  })

  it('shows the entries of every broker, and each broker its own', async () => {
    const stateDir = temporaryFolder()
    const here = openSqlite(stateDir)
    const gone = openSqlite(stateDir, { broker: 'mqtt://gone' })
    await written(gone, gone.outbox.enqueue(outgoing(1)))
    await written(here, here.outbox.enqueue(outgoing(2)))
    expect((await here.outbox.unsent()).map(({ seq }) => seq)).toEqual([2])
    expect((await here.outbox.everything()).map((entry) => entry.broker)).toEqual(['mqtt://gone', broker])
    await Promise.all([here.close(), gone.close()])
  })
})

// What the ledger forgets, and what it never does.
import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import type { RetentionLimits } from '../../../src/io/ledger/sqlite/retention.ts'
import type { SqliteLedger } from '../../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { jobId, newEvent } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'
import { outgoing } from './outgoing.ts'

const day = 86_400_000
const startMs = newEvent('job-1', 1).entry.receivedAtMs

function open(retention: Partial<RetentionLimits>, atDay: number): SqliteLedger {
  const clock = new SimulatedClock(startMs + atDay * day)
  const limits = { maxAgeMs: 30 * day, maxBytes: 1e9, maxJobBytes: 1e9, maxJobs: 1e9, ...retention }
  return openSqlite(temporaryFolder(), { clock, boot: { id: 'boot-one', offsetMs: 0 }, retention: limits })
}

async function sweepOf(ledger: SqliteLedger): Promise<void> {
  await ledger.flush()
  const swept = ledger.sweep()
  let isDone = false
  void swept.then(() => {
    isDone = true
  })
  // Every step of it is a separate write, and the simulated clock commits none by itself.
  while (!isDone) {
    await ledger.flush()
    await new Promise(setImmediate)
  }
}

async function jobsIn(ledger: SqliteLedger): Promise<readonly string[]> {
  const ids: string[] = []
  await ledger.restoreJobs((jobs) => ids.push(...jobs.map((job) => job.jobId)))
  return ids
}

describe('retention', () => {
  it('forgets jobs that ended long ago, and strangers that fell silent; never a recorded job that lives', async () => {
    const ledger = open({}, 31)
    void ledger.append([
      newEvent('ended', 1, { event: 'completed' }),
      newEvent('ended-later', 1, { event: 'error', at: 2 * day }),
      newEvent('recorded-alive', 1),
      newEvent('recorded-ended', 1, { event: 'completed' }),
      newEvent('stranger', 1),
      newEvent('stranger-later', 1, { at: 2 * day }),
    ])
    void ledger.setRecords(['recorded-alive', 'recorded-ended'].map(jobId))
    void ledger.acknowledge([{ jobId: jobId('ended'), what: 'end' }])
    await sweepOf(ledger)
    expect(await jobsIn(ledger)).toEqual(['ended-later', 'recorded-alive', 'stranger-later'])
    expect(await ledger.jobHistory(jobId('ended'))).toMatchObject({ events: [] })
    await ledger.close()
  })

  it('takes the oldest events of a job that has too many, and nothing of the others', async () => {
    const ledger = open({ maxJobBytes: 200_000 }, 0)
    const flood = Array.from({ length: 3_000 }, (_, index) => newEvent('flood', index + 1, { detail: 'x'.repeat(100) }))
    void ledger.append([newEvent('quiet', 1, { event: 'completed' }), ...flood])
    await sweepOf(ledger)
    const { events } = await ledger.jobHistory(jobId('flood'))
    expect(events.at(-1)?.event.seq).toBe(3_000)
    expect(events.length).toBeLessThan(2_000)
    expect(events.length).toBeGreaterThan(0)
    expect(await ledger.jobSummary(jobId('flood'))).toMatchObject({ eventCount: 3_000, seqs: [[1, 3_000]] })
    expect(await ledger.jobHistory(jobId('quiet'))).toMatchObject({ events: { length: 1 } })
    await ledger.close()
  })

  it('forgets a job that comes back as if it were new', async () => {
    const ledger = open({ maxJobs: 1 }, 1)
    void ledger.append([newEvent('gone', 1), newEvent('stays', 1, { at: 1 })])
    await sweepOf(ledger)
    expect(await jobsIn(ledger)).toEqual(['stays'])
    void ledger.append([newEvent('gone', 2, { at: 2 })])
    await ledger.flush()
    expect(await ledger.jobSummary(jobId('gone'))).toMatchObject({ eventCount: 1, seqs: [[2, 2]] })
    expect(await ledger.jobHistory(jobId('gone'))).toMatchObject({ events: { length: 1 } })
    await ledger.close()
  })

  it('takes forged events first: a flood of them pushes no genuine one out', async () => {
    const ledger = open({ maxJobBytes: 200_000 }, 0)
    const genuine = [1, 2, 3].map((seq) => newEvent('signed', seq))
    const forged = Array.from({ length: 3_000 }, (_, index) =>
      newEvent('signed', index + 1, { detail: 'x'.repeat(100), effect: 'none', note: 'forged' }),
    )
    void ledger.append([...genuine, ...forged])
    await sweepOf(ledger)
    const { events } = await ledger.jobHistory(jobId('signed'))
    expect(events.filter(({ effect }) => effect !== 'none').map(({ event }) => event.seq)).toEqual([1, 2, 3])
    expect(events.length).toBeLessThan(2_500)
    await ledger.close()
  })

  it('makes room from the oldest: ended strangers, silent strangers, recorded jobs that ended', async () => {
    const large = { detail: 'x'.repeat(100_000) }
    const ledger = open({ maxBytes: 350_000 }, 1)
    void ledger.append([
      newEvent('recorded-ended', 1, { ...large, event: 'completed' }),
      newEvent('recorded-alive', 1, large),
      newEvent('stranger-alive', 1, { ...large, at: 1 }),
      newEvent('stranger-ended', 1, { ...large, event: 'completed', at: 2 }),
      newEvent('stranger-ended-later', 1, { ...large, event: 'completed', at: 3 }),
    ])
    void ledger.setRecords(['recorded-alive', 'recorded-ended'].map(jobId))
    await sweepOf(ledger)
    expect(await jobsIn(ledger)).toEqual(['recorded-alive', 'recorded-ended'])
    await ledger.close()
  })

  it('keeps so many jobs, the most recent of the strangers', async () => {
    const ledger = open({ maxJobs: 3 }, 1)
    void ledger.append([1, 2, 3, 4, 5, 6].map((number) => newEvent(`stranger-${number}`, 1, { at: number })))
    void ledger.append([newEvent('recorded', 1)])
    void ledger.setRecords([jobId('recorded')])
    await sweepOf(ledger)
    expect(await jobsIn(ledger)).toEqual(['recorded', 'stranger-5', 'stranger-6'])
    await ledger.close()
  })

  it('does not forget a number that was taken for a job without events', async () => {
    const ledger = open({}, 31)
    await ledger.outbox.enqueueNext(outgoing(0), 6, String)
    await sweepOf(ledger)
    await ledger.outbox.enqueueNext(outgoing(0), 0, String)
    expect((await ledger.outbox.everything()).map(({ seq }) => seq)).toEqual([7, 8])
    await ledger.close()
  })

  it('never removes recorded jobs that live, however large they are', async () => {
    const ledger = open({ maxBytes: 1 }, 365)
    void ledger.append([newEvent('recorded-alive', 1), newEvent('stranger', 1)])
    void ledger.setRecords([jobId('recorded-alive')])
    await sweepOf(ledger)
    expect(await jobsIn(ledger)).toEqual(['recorded-alive'])
    await ledger.close()
  })

  it('forgets a record that is gone: the job is a stranger from then on', async () => {
    const ledger = open({}, 31)
    void ledger.append([newEvent('job-1', 1)])
    void ledger.setRecords([jobId('job-1')])
    await sweepOf(ledger)
    expect(await jobsIn(ledger)).toEqual(['job-1'])
    void ledger.setRecords([])
    await sweepOf(ledger)
    expect(await jobsIn(ledger)).toEqual([])
    await ledger.close()
  })

  it('keeps what is unsent in the outbox, and forgets what was sent long ago', async () => {
    const stateDir = temporaryFolder()
    const at = (atDay: number) => {
      const clock = new SimulatedClock(startMs + atDay * day)
      return openSqlite(stateDir, { clock, boot: { id: `boot-${atDay}`, offsetMs: 0 } })
    }
    const before = at(0)
    const sent = await before.outbox.enqueueNext(outgoing(0), 0, String)
    await before.outbox.enqueueNext(outgoing(0), 0, String)
    await before.outbox.move([sent], 'acked', null)
    await before.close()
    const after = at(31)
    await sweepOf(after)
    expect(await after.outbox.everything()).toMatchObject([{ seq: 2, state: 'queued' }])
    await after.close()
  })

  it('keeps what was never sent as long as its job: an audit does not miss its number', async () => {
    const stateDir = temporaryFolder()
    const at = (atDay: number) => {
      const clock = new SimulatedClock(startMs + atDay * day)
      return openSqlite(stateDir, { clock, boot: { id: `boot-${atDay}`, offsetMs: 0 } })
    }
    const before = at(0)
    const states = ['refused', 'set-aside', 'expired', 'dropped'] as const
    for (const state of states)
      await before.outbox.move([await before.outbox.enqueueNext(outgoing(0), 0, String)], state, null)
    void before.setRecords([jobId('job-1')])
    await before.close()
    const later = at(31)
    await sweepOf(later)
    expect(await later.jobMarks(jobId('job-1'), 0)).toMatchObject({ unsent: [1, 2, 3, 4] })
    void later.setRecords([])
    await later.close()
    const muchLater = at(62)
    // The first sweep forgets the job, the next one its entries.
    await sweepOf(muchLater)
    await sweepOf(muchLater)
    expect(await muchLater.outbox.everything()).toEqual([])
    await muchLater.close()
  })
})

// What the SQLite ledger does beyond the contract: summaries, the person's and the clocks' state, gaps.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import type { JobSummary, JudgedEvent } from '../../../src/io/ledger/ledger.ts'
import type { SqliteLedger } from '../../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { entryOf, jobId, newEvent, readAll, withPayload } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'

async function summariesIn(ledger: SqliteLedger): Promise<readonly JobSummary[]> {
  const all: JobSummary[] = []
  await ledger.restoreJobs((jobs) => all.push(...jobs))
  return all
}

async function summaryAfter(...events: readonly JudgedEvent[]): Promise<JobSummary | null> {
  const ledger = openSqlite(temporaryFolder())
  await Promise.all([ledger.append(events), ledger.flush()])
  const summary = await ledger.jobSummary(jobId('job-1'))
  await ledger.close()
  return summary
}

describe('appending', () => {
  it('says which events were new, by job, seq and content', async () => {
    const ledger = openSqlite(temporaryFolder())
    const first = ledger.append([newEvent('job-1', 1), newEvent('job-1', 1), newEvent('job-1', 1, { detail: 'other' })])
    const second = ledger.append([newEvent('job-2', 1), newEvent('job-1', 1, { at: 5, retained: true })])
    await ledger.flush()
    expect([await first, await second]).toEqual([
      [true, false, true],
      [true, false],
    ])
    await ledger.close()
  })

  it('commits by itself shortly after an append, everything that came meanwhile together', async () => {
    const clock = new SimulatedClock(Date.UTC(2026, 5, 19))
    const stateDir = temporaryFolder()
    const ledger = openSqlite(stateDir, { clock, boot: { id: 'boot-one', offsetMs: 0 } })
    const appended = [ledger.append([newEvent('job-1', 1)]), ledger.append([newEvent('job-1', 2)])]
    const reader = openSqlite(stateDir)
    expect(await reader.jobSummary(jobId('job-1'))).toBeNull()
    clock.advance(25)
    expect(await Promise.all(appended)).toEqual([[true], [true]])
    expect(await reader.jobSummary(jobId('job-1'))).toMatchObject({ eventCount: 2 })
    await Promise.all([ledger.close(), reader.close()])
  })

  it('gives back lone surrogates, which UTF-8 cannot hold', async () => {
    const payload = JSON.stringify({ schema_version: 1, seq: 1, job_id: 'job-1', event: 'progress', detail: '?' })
    const lone = payload.replace('?', 'a\ud83d b\udc00')
    const event = withPayload(entryOf('python/mqtt/jobs/job-1/events', payload), 'job-1')
    const stateDir = temporaryFolder()
    const ledger = openSqlite(stateDir)
    const appended = ledger.append([{ ...event, entry: { ...event.entry, payload: lone, topic: 'to\udfffpic' } }])
    await ledger.close()
    expect(await appended).toEqual([true])
    expect((await readAll(openSqlite(stateDir))).entries).toMatchObject([{ payload: lone, topic: 'to\udfffpic' }])
  })
})

describe('the summary of a job', () => {
  it('has its counts, its first and last moment, and the newest event', async () => {
    const events = [1, 2, 4].map((seq) => newEvent('job-1', seq, { detail: `step ${seq}`, at: seq * 1000 }))
    const summary = await summaryAfter(newEvent('job-0', 7), ...events, newEvent('job-2', 7))
    expect(summary).toMatchObject({
      jobId: 'job-1',
      topic: 'python/mqtt/jobs/job-1/events',
      eventCount: 3,
      seqs: [
        [1, 2],
        [4, 4],
      ],
      latest: { seq: 4, event: 'progress', detail: 'step 4', receivedAtMs: events[2]?.entry.receivedAtMs },
      ending: null,
    })
    expect((summary?.lastEventMs ?? 0) - (summary?.firstEventMs ?? 0)).toBeCloseTo(3000)
  })

  it('keeps the first end, and counts what came late', async () => {
    const end = newEvent('job-1', 3, { event: 'completed', detail: 'PASS' })
    const late = newEvent('job-1', 2, { effect: 'counted', note: 'out-of-order' })
    const second = newEvent('job-1', 4, { event: 'error', effect: 'counted', note: 'second-end' })
    expect(await summaryAfter(newEvent('job-1', 1), end, late, second)).toMatchObject({
      eventCount: 4,
      seqs: [[1, 4]],
      latest: { seq: 3 },
      ending: { seq: 3, event: 'completed', detail: 'PASS' },
      tallies: { 'out-of-order': 1, 'second-end': 1 },
    })
  })

  it('counts anew when the numbers restart, and remembers what was missing before', async () => {
    const restart = newEvent('job-1', 1, { detail: 'again', effect: 'restarts', note: 'restart' })
    expect(await summaryAfter(newEvent('job-1', 1), newEvent('job-1', 5), restart, newEvent('job-1', 2))).toMatchObject(
      {
        seqs: [[1, 2]],
        missedBefore: 3,
        latest: { seq: 2 },
        tallies: { restart: 1 },
      },
    )
  })

  it('shows a request with a stray number, which it does not count', async () => {
    const stray = newEvent('job-1', 900_000, { event: 'permission_required', effect: 'newest', note: 'stray' })
    expect(await summaryAfter(newEvent('job-1', 1), stray)).toMatchObject({
      seqs: [[1, 1]],
      latest: { event: 'progress' },
      request: { seq: 900_000, event: 'permission_required' },
      tallies: { stray: 1 },
    })
  })

  it('is not influenced by what is only kept: forged, unsigned and stray events', async () => {
    const notes = ['forged', 'unsigned', 'stray']
    const kept = notes.map((note, index) => newEvent('job-1', 90_000 + index, { effect: 'none', note, at: 50_000 }))
    const [alone, together] = [
      await summaryAfter(newEvent('job-1', 1)),
      await summaryAfter(newEvent('job-1', 1), ...kept),
    ]
    expect(together).toEqual({
      ...alone,
      eventCount: 4,
      tallies: { forged: 1, unsigned: 1, stray: 1 },
      firstEventMs: expect.closeTo(alone?.firstEventMs ?? 0, -2),
      lastEventMs: expect.closeTo(alone?.lastEventMs ?? 0, -2),
      latest: { ...alone?.latest, receivedMs: expect.closeTo(alone?.latest?.receivedMs ?? 0, -2) },
    })
  })

  it('is there for every job, in order, when there are thousands', async () => {
    const ledger = openSqlite(temporaryFolder())
    const ids = Array.from({ length: 2_500 }, (_, index) => `job-${String(index).padStart(5, '0')}`)
    await Promise.all([ledger.append(ids.map((id) => newEvent(id, 1))), ledger.flush()])
    expect((await summariesIn(ledger)).map((summary) => summary.jobId)).toEqual(ids)
    await ledger.close()
  })

  it('leads to the last few events of its job', async () => {
    const ledger = openSqlite(temporaryFolder())
    const events = Array.from({ length: 30 }, (_, index) => newEvent('job-1', index + 1))
    await Promise.all([ledger.append(events), ledger.append([newEvent('job-2', 1)]), ledger.flush()])
    expect((await ledger.lastEvents(jobId('job-1'), 8)).map(({ event }) => event.seq)).toEqual([
      23, 24, 25, 26, 27, 28, 29, 30,
    ])
    expect(await ledger.lastEvents(jobId('nobody'), 8)).toEqual([])
    await ledger.close()
  })

  it('counts what no event carries', async () => {
    const ledger = openSqlite(temporaryFolder())
    await Promise.all([
      ledger.tally(jobId('job-1'), 'repeated', 2),
      ledger.tally(jobId('job-1'), 'repeated', 1),
      ledger.flush(),
    ])
    expect(await ledger.jobSummary(jobId('job-1'))).toMatchObject({ eventCount: 0, tallies: { repeated: 3 } })
    await ledger.close()
  })
})

describe('a clock that is set between two runs', () => {
  const startMs = Date.UTC(2026, 5, 19, 12)
  const hour = 3_600_000

  /** A process that starts when the machine has been up for `sinceBootMs`, and whose clock says `wallMs`. */
  function openAt(stateDir: string, bootId: string, wallMs: number, sinceBootMs: number) {
    const clock = new SimulatedClock(wallMs)
    return { clock, ledger: openSqlite(stateDir, { clock, boot: { id: bootId, offsetMs: sinceBootMs - wallMs } }) }
  }

  async function recordOne(stateDir: string): Promise<void> {
    const { ledger } = openAt(stateDir, 'boot-one', startMs, 10_000)
    const event = newEvent('job-1', 1)
    void ledger.append([
      { ...event, entry: { ...event.entry, receivedMs: startMs - 1000, receivedAtMs: startMs - 1000 } },
    ])
    const totalFrom = { ms: startMs - 5000, atMs: startMs - 5000 }
    const idleFrom = { ms: startMs - 1000, atMs: startMs - 1000 }
    void ledger.saveDeadlines(new Map([[jobId('job-1'), { totalFrom, idleFrom, timedOut: 'idle' }]]))
    await ledger.close()
  }

  it.each([-hour, 0, hour])('leaves the age of events and deadlines alone within a boot (%i ms)', async (setByMs) => {
    const stateDir = temporaryFolder()
    await recordOne(stateDir)
    const { clock, ledger } = openAt(stateDir, 'boot-one', startMs + 60_000 + setByMs, 70_000)
    const summary = await ledger.jobSummary(jobId('job-1'))
    expect(clock.monotonicMs() - (summary?.lastEventMs ?? 0)).toBe(61_000)
    expect(summary?.latest?.receivedAtMs).toBe(startMs - 1000)
    expect(summary?.deadlines).toEqual({
      totalFrom: { ms: clock.monotonicMs() - 65_000, atMs: startMs - 5000 },
      idleFrom: { ms: clock.monotonicMs() - 61_000, atMs: startMs - 1000 },
      timedOut: 'idle',
    })
    await ledger.close()
  })

  it('leaves only the wall clock after a restart of the machine, and nothing was received after now', async () => {
    const stateDir = temporaryFolder()
    await recordOne(stateDir)
    const later = openAt(stateDir, 'boot-two', startMs + 60_000, 5_000)
    expect(await later.ledger.jobSummary(jobId('job-1'))).toMatchObject({ lastEventMs: startMs - 1000 })
    const earlier = openAt(stateDir, 'boot-two', startMs - hour, 5_000)
    expect(await earlier.ledger.jobSummary(jobId('job-1'))).toMatchObject({ lastEventMs: startMs - hour })
    await Promise.all([later.ledger.close(), earlier.ledger.close()])
  })
})

describe('what is kept beside the events', () => {
  it('deadlines and acknowledgements are replaced, and belong to their job', async () => {
    const ledger = openSqlite(temporaryFolder())
    const moments = { totalFrom: { ms: 1, atMs: 1 }, idleFrom: { ms: 2, atMs: 2 } }
    void ledger.saveDeadlines(new Map([[jobId('job-1'), { ...moments, timedOut: 'total' }]]))
    void ledger.saveDeadlines(new Map([[jobId('job-1'), { totalFrom: null, idleFrom: null, timedOut: null }]]))
    void ledger.acknowledge([
      { jobId: jobId('job-1'), what: 'old' },
      { jobId: jobId('job-2'), what: 'end 7' },
    ])
    void ledger.acknowledge([{ jobId: jobId('job-1'), what: 'end 9' }])
    await ledger.flush()
    expect(await summariesIn(ledger)).toMatchObject([
      { jobId: 'job-1', acknowledged: 'end 9', deadlines: { totalFrom: null, idleFrom: null, timedOut: null } },
      { jobId: 'job-2', acknowledged: 'end 7', deadlines: null },
    ])
    await ledger.close()
  })

  it('flags are replaced, and belong to their job', async () => {
    const ledger = openSqlite(temporaryFolder())
    void ledger.saveFlags(jobId('job-1'), { isSilenced: true, dismissed: null })
    void ledger.saveFlags(jobId('job-2'), { isSilenced: true, dismissed: null })
    void ledger.saveFlags(jobId('job-1'), { isSilenced: false, dismissed: 'running' })
    void ledger.acknowledge([{ jobId: jobId('job-3'), what: 'end 7' }])
    await ledger.flush()
    expect(await summariesIn(ledger)).toMatchObject([
      { jobId: 'job-1', flags: { isSilenced: false, dismissed: 'running' } },
      { jobId: 'job-2', flags: { isSilenced: true, dismissed: null } },
      { jobId: 'job-3', flags: null },
    ])
    await ledger.close()
  })

  it('a ledger of an earlier version gets what it lacks, and keeps what it has', async () => {
    const stateDir = temporaryFolder()
    const first = openSqlite(stateDir)
    void first.acknowledge([{ jobId: jobId('job-1'), what: 'end 7' }])
    await first.close()
    const database = new DatabaseSync(join(stateDir, 'ledger/ledger.sqlite'))
    database.exec('DROP TABLE flags; DROP TABLE notices; PRAGMA user_version = 1')
    database.close()
    const ledger = openSqlite(stateDir)
    void ledger.saveFlags(jobId('job-1'), { isSilenced: true, dismissed: null })
    await ledger.flush()
    expect(await summariesIn(ledger)).toMatchObject([{ acknowledged: 'end 7', flags: { isSilenced: true } }])
    await ledger.close()
  })

  it('gaps are kept once, for their broker only', async () => {
    const stateDir = temporaryFolder()
    const ledger = openSqlite(stateDir)
    const gap = { fromMs: 1000, toMs: 2000, fromAtMs: 1001, toAtMs: 2001, why: 'session lost' }
    void ledger.recordGap(gap)
    void ledger.recordGap(gap)
    void ledger.recordGap({ ...gap, toAtMs: 3001, why: 'not running' })
    await ledger.flush()
    expect(await ledger.gaps()).toMatchObject([
      { fromAtMs: 1001, toAtMs: 2001, why: 'session lost' },
      { fromAtMs: 1001, toAtMs: 3001, why: 'not running' },
    ])
    const other = openSqlite(stateDir, { broker: 'mqtt://other' })
    expect(await other.gaps()).toEqual([])
    await Promise.all([ledger.close(), other.close()])
  })

  it('the moment at which the broker was last heard outlives the process', async () => {
    const stateDir = temporaryFolder()
    const clock = new SimulatedClock(Date.UTC(2026, 5, 19))
    const boot = { id: 'boot-one', offsetMs: 0 }
    const first = openSqlite(stateDir, { clock, boot })
    expect(await first.lastHeard()).toBeNull()
    void first.noteHeard()
    await first.close()
    clock.advance(5000)
    const next = openSqlite(stateDir, { clock, boot })
    expect(await next.lastHeard()).toEqual({ ms: clock.monotonicMs() - 5000, atMs: clock.wallMs() - 5000 })
    await next.close()
  })
})

// A damaged ledger is replaced, and what can be read of it is saved.
import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { describeError, type JobdeckError } from '../../../src/domain/failure.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { examineLedger } from '../../../src/io/ledger/open-ledger.ts'
import { openOutbox } from '../../../src/io/ledger/open-outbox.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { jobId, newEvent, readAll, seqsIn } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'
import { outgoing } from './outgoing.ts'

const jobs = ['job-1', 'job-2', 'job-3']
const eventsEach = 1_500
const fileIn = (stateDir: string) => join(stateDir, 'ledger/ledger.sqlite')

async function fullLedger(): Promise<string> {
  const stateDir = temporaryFolder()
  const ledger = openSqlite(stateDir)
  for (let seq = 1; seq <= eventsEach; seq++)
    void ledger.append(jobs.map((id) => newEvent(id, seq, { detail: `step ${seq}` })))
  void ledger.append([newEvent('job-3', eventsEach + 1, { event: 'completed', detail: 'PASS' })])
  void ledger.tally(jobId('job-2'), 'repeated', 5)
  void ledger.setRecords([jobId('job-2')])
  void ledger.acknowledge([{ jobId: jobId('job-2'), what: 'end 7' }])
  void ledger.saveDeadlines(
    new Map([[jobId('job-1'), { totalFrom: { ms: 1, atMs: 1 }, idleFrom: { ms: 2, atMs: 2 }, timedOut: 'idle' }]]),
  )
  void ledger.recordGap({ fromMs: 1, toMs: 2, fromAtMs: 1, toAtMs: 2, why: 'not running' })
  await ledger.outbox.reserve(outgoing(9, { retain: true, lifetimeMs: 10 }), '/jobs/staged')
  await ledger.outbox.enqueueNext({ ...outgoing(0), jobId: jobId('job-3') }, 41, String)
  await ledger.close()
  return stateDir
}

const pageBytes = 4096

function overwritePages(stateDir: string, first: number, count: number): void {
  const file = openSync(fileIn(stateDir), 'r+')
  writeSync(file, Buffer.alloc(pageBytes * count, 0xa5), 0, pageBytes * count, pageBytes * first)
  closeSync(file)
}

/** Overwrites some pages in the middle of the file. */
function damage(stateDir: string): void {
  overwritePages(stateDir, Math.floor((statSync(fileIn(stateDir)).size / pageBytes) * 0.4), 12)
}

/** Overwrites the page that every row of a table is found from. */
function damageRootOf(stateDir: string, table: string): void {
  const database = new DatabaseSync(fileIn(stateDir))
  const page = Number(database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table)?.rootpage)
  database.close()
  overwritePages(stateDir, page - 1, 1)
}

function listener() {
  const heard: (string | null)[] = []
  return { heard, onProblem: (problem: JobdeckError | null) => void heard.push(problem && describeError(problem)) }
}

describe('a damaged ledger', () => {
  it('is moved aside, and what is readable is saved, said, and goes on', async () => {
    const stateDir = await fullLedger()
    damage(stateDir)
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    const { entries } = await readAll(ledger)
    expect(entries.length).toBeGreaterThan(eventsEach)
    expect(entries.length).toBeLessThan(jobs.length * eventsEach)
    const kept = /the ledger was damaged: (\d+) events saved from it: the damaged file is kept as (.*)$/.exec(
      heard[0] ?? '',
    )
    expect(Number(kept?.[1])).toBe(entries.length)
    expect(statSync(kept?.[2] ?? '').size).toBeGreaterThan(100_000)

    void ledger.append([newEvent('job-1', eventsEach + 1)])
    await ledger.flush()
    expect((await readAll(ledger)).entries).toHaveLength(entries.length + 1)
    const { events } = await ledger.jobHistory(jobId('job-1'))
    const seqs = events.map(({ event }) => event.seq)
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    expect(seqs.at(-1)).toBe(eventsEach + 1)
    await ledger.close()
    expect(heard).toHaveLength(1)
  })

  it('is said by everyone who opens it until a person has seen that', async () => {
    const stateDir = await fullLedger()
    damageRootOf(stateDir, 'outbox')
    const sender = openOutbox({ stateDir, broker: '' }, systemClock)
    await sender.everything()
    await sender.close()
    expect(examineLedger(stateDir)?.notice).toMatchObject({ message: expect.stringMatching(/^the ledger was damaged/) })
    for (const reader of ['command', 'deck']) {
      const { heard, onProblem } = listener()
      const ledger = openSqlite(stateDir, { onProblem })
      expect((await readAll(ledger)).entries.length).toBeGreaterThan(eventsEach)
      expect(heard).toEqual([
        expect.stringMatching(/the ledger was damaged: \d+ events saved from it: the damaged file/),
      ])
      if (reader === 'deck') void ledger.forgetNotice()
      await ledger.close()
    }
    expect(examineLedger(stateDir)?.notice).toBeNull()
    const quiet = openSqlite(stateDir)
    await readAll(quiet)
    await quiet.close()
  })

  it('keeps its summaries, and everything beside the events', async () => {
    const stateDir = await fullLedger()
    damage(stateDir)
    const ledger = openSqlite(stateDir, { onProblem: () => {} })
    const [stored] = [(await readAll(ledger)).entries.filter(({ topic }) => topic.includes('job-3')).length]
    expect(stored).toBeLessThanOrEqual(eventsEach + 1)
    expect(await ledger.jobSummary(jobId('job-3'))).toMatchObject({
      eventCount: eventsEach + 1,
      latest: { seq: eventsEach + 1 },
      ending: { event: 'completed', detail: 'PASS' },
    })
    expect(await ledger.jobSummary(jobId('job-2'))).toMatchObject({ acknowledged: 'end 7', tallies: { repeated: 5 } })
    expect(await ledger.jobSummary(jobId('job-1'))).toMatchObject({ deadlines: { timedOut: 'idle' } })
    expect(await ledger.gaps()).toMatchObject([{ why: 'not running' }])
    const reserved = { id: 1, seq: 9, state: 'reserved', staged: '/jobs/staged', retain: true, lifetimeMs: 10 }
    expect(await ledger.outbox.unfinished()).toMatchObject([reserved, { seq: 42 }])
    await ledger.outbox.enqueueNext({ ...outgoing(0), jobId: jobId('job-3') }, 0, String)
    expect((await ledger.outbox.everything()).map(({ seq }) => seq)).toEqual([9, 42, 43])
    await ledger.close()
  })

  it('is found when it is written, too', async () => {
    const stateDir = await fullLedger()
    damageRootOf(stateDir, 'jobs')
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    const appended = jobs.map((id) => ledger.append([newEvent(id, 1, { detail: 'step 1' }), newEvent(id, 5_000)]))
    await ledger.flush()
    expect(await Promise.all(appended)).toEqual(jobs.map(() => [false, true]))
    expect(heard).toEqual([expect.stringMatching(/the ledger was damaged: \d+ events saved from it/)])
    expect(await ledger.jobSummary(jobId('job-3'))).toMatchObject({
      ending: { detail: 'PASS' },
      latest: { seq: 5_000 },
    })
    await ledger.close()
  })

  it('is left by the other processes that have it open, for the new one', async () => {
    const stateDir = await fullLedger()
    const { heard, onProblem } = listener()
    const other = openSqlite(stateDir, { onProblem })
    expect(await other.jobSummary(jobId('job-1'))).toMatchObject({ eventCount: eventsEach })
    damage(stateDir)
    const ledger = openSqlite(stateDir, { onProblem: () => {} })
    const { entries } = await readAll(ledger)
    void other.append([newEvent('job-1', 5_000)])
    await other.flush()
    expect((await readAll(ledger)).entries).toHaveLength(entries.length + 1)
    expect(heard).toEqual([expect.stringMatching(/the ledger was damaged/)])
    await Promise.all([ledger.close(), other.close()])
  })

  it('may be no database at all', async () => {
    const stateDir = await fullLedger()
    writeFileSync(fileIn(stateDir), 'x'.repeat(10_000))
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    void ledger.append([newEvent('job-1', 1)])
    await ledger.flush()
    expect(await seqsIn(ledger)).toEqual([1])
    expect(heard).toEqual([expect.stringMatching(/the ledger was damaged: 0 events saved from it/)])
    await ledger.close()
  })

  it('is saved to its end by the next process when one was killed meanwhile', async () => {
    const stateDir = await fullLedger()
    const directory = join(stateDir, 'ledger')
    renameSync(fileIn(stateDir), join(directory, 'ledger.damaged-2026-06-19T09-30-00-000Z.sqlite'))
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    void ledger.append([newEvent('job-1', 1, { detail: 'step 1' })])
    await ledger.flush()
    expect((await readAll(ledger)).entries).toHaveLength(jobs.length * eventsEach + 1)
    expect(heard).toHaveLength(1)
    expect(existsSync(join(directory, 'ledger.salvaged-2026-06-19T09-30-00-000Z.sqlite'))).toBe(true)
    expect(readdirSync(directory).filter((name) => name.includes('damaged'))).toEqual([])
    await ledger.close()
  })
})

const frameBytes = 24 + pageBytes

/** What a killed process leaves before anything has reached the file itself: the ledger's log, and in it one event a transaction. */
async function unfinishedLedger(events: number): Promise<{ readonly stateDir: string; readonly log: string }> {
  const [running, stateDir] = [temporaryFolder(), temporaryFolder()]
  const ledger = openSqlite(running)
  for (let seq = 1; seq <= events; seq++) {
    void ledger.append([newEvent('job-1', seq)])
    await ledger.flush()
  }
  cpSync(join(running, 'ledger'), join(stateDir, 'ledger'), { recursive: true })
  await ledger.close()
  return { stateDir, log: `${fileIn(stateDir)}-wal` }
}

function overwrite(path: string, at: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(16, 0xa5), 0, 16, at)
  closeSync(file)
}

describe('a log that a killed process left', () => {
  it.each([
    ['its header', () => 0],
    ['the mark of its round', () => 16],
    ['the first page', () => 32 + 500],
    ['the header of a frame in the middle', (size: number) => 32 + frameBytes * Math.floor(size / frameBytes / 2)],
    ['a page in the middle', (size: number) => 132 + frameBytes * Math.floor(size / frameBytes / 2)],
  ])('is damaged in %s: what is readable is saved, and that is said', async (_, placeIn) => {
    const { stateDir, log } = await unfinishedLedger(20)
    overwrite(log, placeIn(statSync(log).size))
    expect(() => examineLedger(stateDir)).toThrow('is damaged')
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    const seqs = await seqsIn(ledger)
    expect(seqs.length).toBeLessThan(20)
    expect(heard).toEqual([expect.stringMatching(`the ledger was damaged: ${seqs.length} events? saved from it`)])
    void ledger.append([newEvent('job-1', 21)])
    await ledger.flush()
    expect(await seqsIn(ledger)).toEqual([...seqs, 21])
    await ledger.close()
  })

  it('may end in the middle of a transaction: that is not damage', async () => {
    const { stateDir, log } = await unfinishedLedger(20)
    truncateSync(log, statSync(log).size - frameBytes / 2)
    const ledger = openSqlite(stateDir)
    expect(await seqsIn(ledger)).toEqual(Array.from({ length: 19 }, (_, index) => index + 1))
    await ledger.close()
  })

  it('is whole', async () => {
    const { stateDir } = await unfinishedLedger(20)
    const ledger = openSqlite(stateDir)
    expect(await seqsIn(ledger)).toHaveLength(20)
    await ledger.close()
  })
})

// A ledger in places and states where it cannot work as usual: each is put into words, and nothing is lost.
import { chownSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { describeError, type JobdeckError } from '../../../src/domain/failure.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { ioError } from '../../../src/io/files/io-error.ts'
import { journalModeFor, journalModeOn } from '../../../src/io/ledger/sqlite/file-system.ts'
import { ledgerError } from '../../../src/io/ledger/sqlite/ledger-error.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { jobId, newEvent, seqsIn } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'

const fileIn = (stateDir: string) => join(stateDir, 'ledger/ledger.sqlite')

/** A listener that remembers what it heard, in words. */
function listener() {
  const heard: (string | null)[] = []
  const onProblem = (problem: JobdeckError | null) => void heard.push(problem && describeError(problem))
  return { heard, onProblem }
}

async function recordOne(stateDir: string, seq = 1): Promise<void> {
  const ledger = openSqlite(stateDir)
  void ledger.append([newEvent('job-1', seq)])
  await ledger.close()
}

describe('a ledger of a newer jobdeck', () => {
  it('is read and left alone, and that is said', async () => {
    const stateDir = temporaryFolder()
    await recordOne(stateDir)
    const database = new DatabaseSync(fileIn(stateDir))
    database.exec('PRAGMA user_version = 999; CREATE TABLE later (id INTEGER)')
    database.close()
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    expect(await seqsIn(ledger)).toEqual([1])
    const appended = ledger.append([newEvent('job-1', 2)])
    await ledger.flush()
    expect(await seqsIn(ledger)).toEqual([1])
    await ledger.close()
    expect(await appended).toBeNull()
    expect(heard[0]).toMatch(
      /was written by a newer jobdeck \(format 999\): it is only read, and nothing is recorded: update jobdeck/,
    )
    expect(heard.at(-1)).toMatch(/; 1 event not recorded/)
  })
})

describe('a file that is not a ledger', () => {
  it.each([
    ['with a version number', 'CREATE TABLE notes (text TEXT); PRAGMA user_version = 1'],
    ['without one', 'CREATE TABLE notes (text TEXT)'],
  ])('but a database %s stays untouched', async (_, sql) => {
    const stateDir = temporaryFolder()
    mkdirSync(join(stateDir, 'ledger'))
    const database = new DatabaseSync(fileIn(stateDir))
    database.exec(sql)
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    void ledger.append([newEvent('job-1', 1)])
    await ledger.flush()
    expect(heard).toEqual([
      expect.stringMatching(/ledger.sqlite is not a ledger of jobdeck; 1 event not recorded: move it away$/),
    ])
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toMatchObject([{ name: 'notes' }])
    database.close()
    rmSync(fileIn(stateDir))
    await ledger.flush()
    expect(heard.at(-1)).toBeNull()
    expect(await seqsIn(ledger)).toEqual([1])
    await ledger.close()
  })

  it('but a link in place of its directory is not followed', async () => {
    const stateDir = temporaryFolder()
    const elsewhere = temporaryFolder()
    symlinkSync(elsewhere, join(stateDir, 'ledger'))
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    await expect(ledger.jobHistory(jobId('job-1'))).rejects.toMatchObject({ code: 'io', message: /\(ELOOP\)/ })
    void ledger.append([newEvent('job-1', 1)])
    await ledger.close()
    expect(heard.at(-1)).toMatch(/\(ELOOP\); 1 event not recorded: it is a symbolic link/)
    expect(readdirSync(elsewhere)).toEqual([])
  })

  it.runIf(process.geteuid?.() === 0)('but another user’s is refused', async () => {
    const stateDir = temporaryFolder()
    await recordOne(stateDir)
    chownSync(fileIn(stateDir), 12_345, 12_345)
    await expect(openSqlite(stateDir).jobHistory(jobId('job-1'))).rejects.toMatchObject({
      code: 'io',
      message: /belongs to another user \(uid 12345\)/,
    })
  })
})

describe('a ledger that another process keeps locked', () => {
  it('is waited for, first in silence, and then with a word', async () => {
    const stateDir = temporaryFolder()
    await recordOne(stateDir)
    const other = new DatabaseSync(fileIn(stateDir))
    other.exec('BEGIN IMMEDIATE')
    const clock = new SimulatedClock(Date.UTC(2026, 5, 19))
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem, clock, boot: { id: 'boot-one', offsetMs: 0 } })
    const appended = ledger.append([newEvent('job-1', 2)])
    await ledger.flush()
    expect(heard).toEqual([])
    clock.advance(3_000)
    await ledger.flush()
    expect(heard).toEqual([
      expect.stringMatching(/^the ledger is locked by another process \(.*ledger.sqlite\); 1 event not recorded: /),
    ])
    other.exec('COMMIT')
    other.close()
    clock.advance(1_000)
    expect(await appended).toEqual([true])
    expect(heard.at(-1)).toBeNull()
    await ledger.close()
  })
})

describe('a ledger that disappears while it is open', () => {
  it('begins anew, and says nothing', async () => {
    const stateDir = temporaryFolder()
    const ledger = openSqlite(stateDir)
    void ledger.append([newEvent('job-1', 1)])
    await ledger.flush()
    rmSync(stateDir, { recursive: true })
    void ledger.append([newEvent('job-1', 2)])
    await ledger.flush()
    expect(await seqsIn(ledger)).toEqual([2])
    await ledger.close()
  })
})

describe('too much that waits', () => {
  it('gives up the oldest events, says how many, and counts them for their jobs', async () => {
    const stateDir = join(temporaryFolder(), 'state')
    writeFileSync(stateDir, 'a file where the directory belongs')
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    const large = 'x'.repeat(200_000)
    const appended = Array.from({ length: 400 }, (_, index) => {
      const event = newEvent(index < 40 ? 'job-1' : 'job-2', index + 1, { detail: large })
      return ledger.append([event])
    })
    await ledger.flush()
    expect(heard.at(-1)).toMatch(/; 400 events not recorded/)

    rmSync(stateDir)
    await ledger.flush()
    await ledger.flush()
    const lost = Number(/lacks (\d+) events that could not be written in time/.exec(heard.at(-1) ?? '')?.[1])
    expect(lost).toBeGreaterThan(40)
    expect((await Promise.all(appended)).filter((isNew) => isNew === null)).toHaveLength(lost)
    expect(await seqsIn(ledger)).toEqual(Array.from({ length: 400 - lost }, (_, index) => lost + index + 1))
    expect(await ledger.jobSummary(jobId('job-1'))).toMatchObject({ tallies: { notRecorded: 40 } })
    expect(await ledger.jobSummary(jobId('job-2'))).toMatchObject({ tallies: { notRecorded: lost - 40 } })
    await ledger.close()
  })
})

describe('file systems', () => {
  it('of a network use the journal that needs no shared memory', () => {
    expect([0x6969, 0xff534d42, 0xff534d42 | 0, 0x65735546].map(journalModeOn)).toEqual(Array(4).fill('TRUNCATE'))
    expect([0xef53, 0x01021994, 0x9123683e].map(journalModeOn)).toEqual(Array(3).fill('WAL'))
    expect(journalModeFor(temporaryFolder())).toBe('WAL')
  })

  it('without locks are named as such when another command takes the lock of the directory', () => {
    const lockFailure = Object.assign(new Error('flock: ENOLCK'), { code: 'ENOLCK' })
    expect(describeError(ioError('lock', '/nfs/.lock', lockFailure))).toBe(
      'cannot lock /nfs/.lock (ENOLCK): its file system does not support locks: use a directory on a local disk',
    )
  })

  it('without locks are named as such', () => {
    const lockFailure = Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 3850 })
    expect(describeError(ledgerError('write', '/nfs/ledger.sqlite', lockFailure))).toBe(
      "the ledger's file system does not support locks (/nfs/ledger.sqlite): set JOBDECK_STATE_DIR to a directory on a local disk",
    )
  })
})

describe('an operation that can never be written', () => {
  it('costs only itself', async () => {
    const stateDir = temporaryFolder()
    const { heard, onProblem } = listener()
    const ledger = openSqlite(stateDir, { onProblem })
    const impossible = newEvent('job-1', 1)
    const results = [
      ledger.append([newEvent('job-1', 2)]),
      ledger.append([{ ...impossible, event: { ...impossible.event, seq: 1.5 } }]),
      ledger.append([newEvent('job-1', 3)]),
    ]
    await ledger.flush()
    expect(await Promise.all(results)).toEqual([[true], null, [true]])
    expect(await seqsIn(ledger)).toEqual([2, 3])
    expect(heard.at(-1)).toMatch(/lacks 1 event/)
    await ledger.close()
  })
})

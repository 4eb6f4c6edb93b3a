// What jobdeck 0.1.0 has left behind is taken in, once.
import { appendFileSync, mkdirSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { journalFiles } from '../../../src/io/ledger/journal-files.ts'
import type { JudgedEvent } from '../../../src/io/ledger/ledger.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { broker, jobId, newEvent, readAll, recorded, seqsIn } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'
import { writeJournal } from './write-journal.ts'

function journalOf(stateDir: string, events: readonly JudgedEvent[], linesPerFile?: number): void {
  writeJournal(
    { stateDir, broker },
    events.map(({ entry }) => entry),
    linesPerFile,
  )
}

describe('a journal of 0.1.0', () => {
  const events = [
    newEvent('job-1', 1, { event: 'started' }),
    newEvent('job-2', 1, { at: 1 }),
    newEvent('job-1', 2, { at: 2 }),
    newEvent('job-1', 2, { at: 3 }),
    newEvent('job-1', 4, { at: 4, event: 'completed', retained: true, detail: 'PASS' }),
    newEvent('job-1', 3, { at: 5 }),
  ]

  it('is there when the ledger is opened first, in order, each event once', async () => {
    const stateDir = temporaryFolder()
    journalOf(stateDir, events, 2)
    const ledger = openSqlite(stateDir)
    expect(await readAll(ledger)).toEqual({
      entries: events.filter((_, index) => index !== 3).map(({ entry }) => recorded(entry)),
      unreadable: 0,
    })
    expect(await ledger.jobSummary(jobId('job-1'))).toMatchObject({
      eventCount: 4,
      seqs: [[1, 4]],
      latest: { seq: 4 },
      ending: { event: 'completed', detail: 'PASS' },
    })
    await ledger.close()
  })

  it('comes before what is appended, and only once', async () => {
    const stateDir = temporaryFolder()
    journalOf(stateDir, [newEvent('job-1', 1)])
    const ledger = openSqlite(stateDir)
    void ledger.append([newEvent('job-1', 2)])
    await ledger.close()
    // Written by a 0.1.0 that still runs: it has its own memory.
    journalOf(stateDir, [newEvent('job-1', 3)])
    expect(await seqsIn(openSqlite(stateDir))).toEqual([1, 2])
  })

  it('is taken in for its own broker only', async () => {
    const stateDir = temporaryFolder()
    journalOf(stateDir, [newEvent('job-1', 1)])
    expect(await seqsIn(openSqlite(stateDir, { broker: 'mqtt://other' }))).toEqual([])
    expect(await seqsIn(openSqlite(stateDir))).toEqual([1])
  })

  it('may hold lines that are not events: they are counted', async () => {
    const stateDir = temporaryFolder()
    journalOf(stateDir, [newEvent('job-1', 1)])
    const odd = { received_at: '2026-06-19T09:30:00.000Z', topic: 't/events', retained: false, payload: '{"seq":1}' }
    appendFileSync(journalFiles({ stateDir, broker }).current, `${JSON.stringify(odd)}\n{"received_at":"2026-\n`)
    expect(await readAll(openSqlite(stateDir))).toMatchObject({ entries: { length: 1 }, unreadable: 2 })
    expect(await openSqlite(stateDir).jobHistory(jobId('job-1'))).toMatchObject({
      events: { length: 1 },
      unreadable: 2,
    })
  })

  it('does not stop the ledger when it cannot be read', async () => {
    const stateDir = temporaryFolder()
    mkdirSync(journalFiles({ stateDir, broker }).current, { recursive: true })
    const onProblem = vi.fn()
    const ledger = openSqlite(stateDir, { onProblem })
    void ledger.append([newEvent('job-1', 1)])
    await ledger.flush()
    expect(await seqsIn(ledger)).toEqual([1])
    expect(onProblem.mock.calls.map(([problem]) => problem.message)).toEqual([
      expect.stringMatching(/cannot read the journal .* \(EISDIR\)/),
    ])
    await ledger.close()
  })
})

import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { JobdeckError } from '../../../src/domain/failure.ts'
import { journalFiles } from '../../../src/io/ledger/journal-files.ts'
import { type JournalLedgerOptions, openJournalLedger } from '../../../src/io/ledger/journal-ledger.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { broker, jobId, newEvent, noProblem, readAll, recorded, seqsIn } from './entries.ts'

function openJournal(stateDir: string, options: Partial<JournalLedgerOptions> = {}) {
  return openJournalLedger({ stateDir, broker, onProblem: noProblem, ...options })
}

const pathIn = (stateDir: string) => journalFiles({ stateDir, broker }).current

describe('writing', () => {
  it('writes one line of JSON per entry, stamped in milliseconds, for its owner only', async () => {
    const stateDir = join(temporaryFolder(), 'state')
    const journal = openJournal(stateDir)
    journal.append([newEvent('job-1', 1, { at: 42 })])
    await journal.close()
    const [line, ...rest] = readFileSync(pathIn(stateDir), 'utf8').split('\n')
    expect(JSON.parse(line ?? '')).toMatchObject({ received_at: '2026-06-19T09:30:00.042Z', retained: false })
    expect(rest).toEqual([''])
    expect(statSync(pathIn(stateDir)).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(pathIn(stateDir))).mode & 0o777).toBe(0o700)
    expect(statSync(stateDir).mode & 0o777).toBe(0o700)
  })

  it('gives every broker a file inside its directory, whatever the name', () => {
    const stateDir = temporaryFolder()
    const brokers = ['mqtt://a:1883', 'mqtt://a:1884', 'mqtt://a-1883', '../../etc/passwd', '중개자', 'x'.repeat(3000)]
    const paths = brokers.map((name) => journalFiles({ stateDir, broker: name }).current)
    expect(new Set(paths).size).toBe(brokers.length)
    for (const path of paths) expect(dirname(path)).toBe(join(stateDir, 'journal'))
  })

  it('ends the unfinished line of a writer that was killed', async () => {
    const stateDir = temporaryFolder()
    const first = openJournal(stateDir)
    first.append([newEvent('job-1', 1)])
    await first.close()
    appendFileSync(pathIn(stateDir), '{"received_at":"2026-06-19T09:3')
    const second = openJournal(stateDir)
    second.append([newEvent('job-1', 2)])
    await second.close()
    expect(await readAll(openJournal(stateDir))).toEqual({
      entries: [newEvent('job-1', 1), newEvent('job-1', 2)].map(({ entry }) => recorded(entry)),
      unreadable: 1,
    })
  })
})

describe('rotation', () => {
  const limits = { fileBytes: 4096, files: 4 }

  it('keeps the newest entries within its size, oldest first when read', async () => {
    const stateDir = temporaryFolder()
    const journal = openJournal(stateDir, { limits })
    for (let seq = 1; seq <= 300; seq++) {
      journal.append([newEvent('job-1', seq)])
      await journal.flush()
    }
    await journal.close()
    const dir = dirname(pathIn(stateDir))
    const sizes = readdirSync(dir).map((name) => statSync(join(dir, name)).size)
    expect(sizes.length).toBe(limits.files)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limits.fileBytes)
    const seqs = await seqsIn(openJournal(stateDir))
    expect(seqs.length).toBeGreaterThan(40)
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => 300 - seqs.length + 1 + i))
  })

  it('keeps the newest file even when a flood has made it larger than all the space allowed', async () => {
    const stateDir = temporaryFolder()
    const journal = openJournal(stateDir, { limits })
    journal.append(Array.from({ length: 200 }, (_, i) => newEvent('job-1', i + 1)))
    await journal.flush()
    journal.append([newEvent('job-1', 201)])
    await journal.close()
    expect((await readAll(openJournal(stateDir))).entries).toHaveLength(201)
  })

  it('continues in the new file when another monitor has rotated the old one away', async () => {
    const stateDir = temporaryFolder()
    const roomy = { fileBytes: 4096, files: 40 }
    const [one, two] = [1, 2].map(() => openJournal(stateDir, { limits: roomy }))
    if (!one || !two) throw new Error('unreachable')
    for (let seq = 1; seq <= 100; seq++) {
      one.append([newEvent('job-1', seq)])
      two.append([newEvent('job-2', seq)])
      await Promise.all([one.flush(), two.flush()])
    }
    await Promise.all([one.close(), two.close()])
    const { entries, unreadable } = await readAll(openJournal(stateDir))
    expect(unreadable).toBe(0)
    for (const id of ['job-1', 'job-2']) {
      const seqs = entries.filter((read) => read.topic.includes(id)).map((read) => JSON.parse(read.payload).seq)
      expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
    }
    expect(readdirSync(join(stateDir, 'journal')).length).toBeGreaterThan(5)
  })
})

describe('a journal that cannot be written', () => {
  it('gives up the oldest entries when too much waits, and says how many', async () => {
    const stateDir = join(temporaryFolder(), 'file')
    writeFileSync(stateDir, '')
    const onProblem = vi.fn<(problem: JobdeckError | null) => void>()
    const journal = openJournal(stateDir, { onProblem })
    const large = 'x'.repeat(200_000)
    journal.append(Array.from({ length: 340 }, (_, i) => newEvent('job-1', i + 1, { detail: large })))
    await journal.flush()
    expect(onProblem.mock.lastCall?.[0]?.message).toMatch(/; \d events lost$/)

    rmSync(stateDir)
    journal.append([newEvent('job-1', 341)])
    await journal.close()
    expect(onProblem.mock.lastCall?.[0]?.message).toMatch(/lacks \d events that could not be written in time$/)
    const seqs = await seqsIn(openJournal(stateDir))
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => 342 - seqs.length + i))
  })

  // Walking over everything that waits for every single entry would take hours here.
  it('takes a flood of single entries while nothing can be written', async () => {
    const stateDir = join(temporaryFolder(), 'file')
    writeFileSync(stateDir, '')
    const onProblem = vi.fn<(problem: JobdeckError | null) => void>()
    const journal = openJournal(stateDir, { onProblem })
    const one = newEvent('job-1', 1, { detail: 'x'.repeat(500) })
    for (let i = 0; i < 140_000; i++) journal.append([one])
    await journal.close()
    expect(onProblem.mock.lastCall?.[0]?.message).toMatch(/; \d+ events lost$/)
  })
})

describe('reading', () => {
  it('skips and counts lines that are not entries, however long they are', async () => {
    const stateDir = temporaryFolder()
    const journal = openJournal(stateDir)
    journal.append([newEvent('job-1', 1)])
    await journal.close()
    const bad = [
      '{"received_at":',
      'null',
      '[]',
      '{"received_at":"yesterday","topic":"a","retained":false,"payload":""}',
      '\u0000\u001b[2J',
    ]
    appendFileSync(pathIn(stateDir), `${bad.join('\n')}\n\n\n${'y'.repeat(3_000_000)}\n`)
    const again = openJournal(stateDir)
    again.append([newEvent('job-1', 2)])
    await again.close()
    expect(await readAll(openJournal(stateDir))).toEqual({
      entries: [newEvent('job-1', 1), newEvent('job-1', 2)].map(({ entry }) => recorded(entry)),
      unreadable: bad.length + 1,
    })
  })

  it('finds the events of one job, each once, the first that was received', async () => {
    const stateDir = temporaryFolder()
    const [one, two] = [1, 2].map(() => openJournal(stateDir))
    if (!one || !two) throw new Error('unreachable')
    one.append([newEvent('job-1', 1, { event: 'started' }), newEvent('job-12', 1), newEvent('job-1', 2)])
    await one.close()
    const fourth = newEvent('job-1', 4)
    const elsewhere = { ...fourth, entry: { ...fourth.entry, topic: 'team/place/events' } }
    const late = newEvent('job-1', 3, { event: 'completed', retained: true, at: 5000 })
    two.append([newEvent('job-1', 2, { at: 9, detail: 'again' }), newEvent('job-2', 1, { detail: 'job-1' }), late])
    const ninth = newEvent('job-1', 9)
    two.append([
      { ...ninth, entry: { ...ninth.entry, topic: 'python/mqtt/jobs/job-1/logs' } },
      { ...ninth, entry: { ...ninth.entry, payload: '{}' } },
      elsewhere,
    ])
    await two.close()
    const { events, unreadable } = await openJournal(stateDir).jobHistory(jobId('job-1'))
    expect(events.map(({ event, entry: { receivedAtMs } }) => [event.seq, event.event, receivedAtMs])).toEqual([
      [1, 'started', newEvent('job-1', 1).entry.receivedAtMs],
      [2, 'progress', newEvent('job-1', 2).entry.receivedAtMs],
      [3, 'completed', late.entry.receivedAtMs],
      [4, 'progress', elsewhere.entry.receivedAtMs],
    ])
    expect(unreadable).toBe(0)

    // A torn line may have been of any job.
    appendFileSync(pathIn(stateDir), '{"received_at":"2026-06-19T09:3')
    expect((await openJournal(stateDir).jobHistory(jobId('job-1'))).unreadable).toBe(1)
  })
})

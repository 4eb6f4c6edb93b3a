import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { JobdeckError } from '../../../src/domain/failure.ts'
import { type JobId, parseJobId } from '../../../src/domain/protocol/job-id.ts'
import type { JournalEntry } from '../../../src/io/ledger/journal-entry.ts'
import { openJournal } from '../../../src/io/ledger/open-journal.ts'
import { readJob, readJournal } from '../../../src/io/ledger/read-journal.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

const broker = 'mqtts://127.0.0.1:8883'

function jobId(text: string): JobId {
  const id = parseJobId(text)
  if (!id) throw new Error(`no id: ${text}`)
  return id
}

function entry(
  id: string,
  seq: number,
  { event = 'progress', detail = '', retained = false, at = 0 } = {},
): JournalEntry {
  return {
    receivedAtMs: Date.UTC(2026, 5, 19, 9, 30) + at,
    topic: `python/mqtt/jobs/${id}/events`,
    retained,
    payload: JSON.stringify({ schema_version: 1, seq, job_id: id, event, timestamp: '2026-06-19T09:30:00Z', detail }),
  }
}

function noProblem(problem: JobdeckError | null): void {
  throw problem ?? new Error('mended without having been broken')
}

async function readAll(stateDir: string): Promise<{ entries: JournalEntry[]; badLines: number }> {
  const entries: JournalEntry[] = []
  const badLines = await readJournal({ stateDir, broker }, (read) => entries.push(read))
  return { entries, badLines }
}

describe('writing', () => {
  it('gives back what was appended, in order, payloads unchanged', async () => {
    const stateDir = temporaryFolder()
    const journal = openJournal({ stateDir, broker, onProblem: noProblem })
    const odd = {
      ...entry('job-1', 2),
      payload: ' { "seq" : 2,\n\t"detail":"한글 \\u001b \u2028 \u202e \\ud83d"}\n',
      retained: true,
    }
    journal.append([entry('job-1', 1)])
    journal.append([odd])
    await journal.flush()
    journal.append([entry('job-2', 1, { at: 7 })])
    await journal.close()
    expect(await readAll(stateDir)).toEqual({
      entries: [entry('job-1', 1), odd, entry('job-2', 1, { at: 7 })],
      badLines: 0,
    })
  })

  it('writes a line of JSON an entry, with a stamp of milliseconds, for its owner only', async () => {
    const stateDir = join(temporaryFolder(), 'state')
    const journal = openJournal({ stateDir, broker, onProblem: noProblem })
    journal.append([entry('job-1', 1, { at: 42 })])
    await journal.close()
    const [line, ...rest] = readFileSync(journal.path, 'utf8').split('\n')
    expect(JSON.parse(line ?? '')).toMatchObject({ received_at: '2026-06-19T09:30:00.042Z', retained: false })
    expect(rest).toEqual([''])
    expect(statSync(journal.path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(journal.path)).mode & 0o777).toBe(0o700)
    expect(statSync(stateDir).mode & 0o777).toBe(0o700)
  })

  it('touches no disk before there is something to write', async () => {
    const stateDir = join(temporaryFolder(), 'state')
    const journal = openJournal({ stateDir, broker, onProblem: noProblem })
    await journal.flush()
    await journal.close()
    expect(readdirSync(dirname(stateDir))).toEqual([])
    expect(await readAll(stateDir)).toEqual({ entries: [], badLines: 0 })
  })

  it('keeps brokers apart, whatever their names are', async () => {
    const stateDir = temporaryFolder()
    const brokers = ['mqtt://a:1883', 'mqtt://a:1884', 'mqtt://a-1883', '../../etc/passwd', '중개자', 'x'.repeat(3000)]
    const paths = brokers.map((name) => openJournal({ stateDir, broker: name, onProblem: noProblem }).path)
    expect(new Set(paths).size).toBe(brokers.length)
    for (const path of paths) expect(dirname(path)).toBe(join(stateDir, 'journal'))
  })

  it('ends the unfinished line of a writer that was killed', async () => {
    const stateDir = temporaryFolder()
    const first = openJournal({ stateDir, broker, onProblem: noProblem })
    first.append([entry('job-1', 1)])
    await first.close()
    appendFileSync(first.path, '{"received_at":"2026-06-19T09:3')
    const second = openJournal({ stateDir, broker, onProblem: noProblem })
    second.append([entry('job-1', 2)])
    await second.close()
    expect(await readAll(stateDir)).toEqual({ entries: [entry('job-1', 1), entry('job-1', 2)], badLines: 1 })
  })
})

describe('rotation', () => {
  const limits = { fileBytes: 4096, files: 4 }

  it('keeps the newest entries within its size, oldest first when read', async () => {
    const stateDir = temporaryFolder()
    const journal = openJournal({ stateDir, broker, onProblem: noProblem, limits })
    for (let seq = 1; seq <= 300; seq++) {
      journal.append([entry('job-1', seq)])
      await journal.flush()
    }
    await journal.close()
    const dir = dirname(journal.path)
    const sizes = readdirSync(dir).map((name) => statSync(join(dir, name)).size)
    expect(sizes.length).toBe(limits.files)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limits.fileBytes)
    const seqs = (await readAll(stateDir)).entries.map((read) => JSON.parse(read.payload).seq)
    expect(seqs.length).toBeGreaterThan(40)
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => 300 - seqs.length + 1 + i))
  })

  it('keeps a file that a flood has made larger than all the room there is, as long as it is the newest', async () => {
    const stateDir = temporaryFolder()
    const journal = openJournal({ stateDir, broker, onProblem: noProblem, limits })
    journal.append(Array.from({ length: 200 }, (_, i) => entry('job-1', i + 1)))
    await journal.flush()
    journal.append([entry('job-1', 201)])
    await journal.close()
    expect((await readAll(stateDir)).entries).toHaveLength(201)
  })

  it('goes on in the new file when another monitor has rotated the old one away', async () => {
    const stateDir = temporaryFolder()
    const roomy = { fileBytes: 4096, files: 40 }
    const [one, two] = [1, 2].map(() => openJournal({ stateDir, broker, onProblem: noProblem, limits: roomy }))
    if (!one || !two) throw new Error('unreachable')
    for (let seq = 1; seq <= 100; seq++) {
      one.append([entry('job-1', seq)])
      two.append([entry('job-2', seq)])
      await Promise.all([one.flush(), two.flush()])
    }
    await Promise.all([one.close(), two.close()])
    const { entries, badLines } = await readAll(stateDir)
    expect(badLines).toBe(0)
    for (const id of ['job-1', 'job-2']) {
      const seqs = entries.filter((read) => read.topic.includes(id)).map((read) => JSON.parse(read.payload).seq)
      expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
    }
    expect(readdirSync(join(stateDir, 'journal')).length).toBeGreaterThan(5)
  })
})

describe('a journal that cannot be written', () => {
  it('is told once, loses nothing, and is told again when it is mended', async () => {
    const stateDir = temporaryFolder()
    const onProblem = vi.fn<(problem: JobdeckError | null) => void>()
    writeFileSync(join(stateDir, 'journal'), 'a file where the directory should be')
    const journal = openJournal({ stateDir: join(stateDir, 'journal'), broker, onProblem })
    journal.append([entry('job-1', 1)])
    await journal.flush()
    journal.append([entry('job-1', 2)])
    await journal.flush()
    expect(onProblem).toHaveBeenCalledTimes(1)
    expect(onProblem.mock.lastCall?.[0]).toMatchObject({ code: 'io', message: expect.stringContaining('ENOTDIR') })

    rmSync(join(stateDir, 'journal'))
    journal.append([entry('job-1', 3)])
    await journal.close()
    expect(onProblem.mock.calls.map(([problem]) => problem?.code ?? null)).toEqual(['io', null])
    expect((await readAll(join(stateDir, 'journal'))).entries.map((read) => JSON.parse(read.payload).seq)).toEqual([
      1, 2, 3,
    ])
  })

  it('does not follow a symbolic link', async () => {
    const stateDir = temporaryFolder()
    const onProblem = vi.fn<(problem: JobdeckError | null) => void>()
    const journal = openJournal({ stateDir, broker, onProblem })
    mkdirSync(dirname(journal.path))
    symlinkSync(join(stateDir, 'elsewhere'), journal.path)
    journal.append([entry('job-1', 1)])
    await journal.close()
    expect(onProblem.mock.lastCall?.[0]?.message).toContain('ELOOP')
    expect(readdirSync(stateDir)).toEqual(['journal'])
  })

  it('gives up the oldest entries when too much waits, and says how many', async () => {
    const stateDir = join(temporaryFolder(), 'file')
    writeFileSync(stateDir, '')
    const onProblem = vi.fn<(problem: JobdeckError | null) => void>()
    const journal = openJournal({ stateDir, broker, onProblem })
    const large = 'x'.repeat(200_000)
    journal.append(Array.from({ length: 340 }, (_, i) => entry('job-1', i + 1, { detail: large })))
    await journal.flush()
    expect(onProblem.mock.lastCall?.[0]?.message).toMatch(/; \d events lost to it$/)

    rmSync(stateDir)
    journal.append([entry('job-1', 341)])
    await journal.close()
    expect(onProblem.mock.lastCall?.[0]?.message).toMatch(/lacks \d events that could not be written in time$/)
    const seqs = (await readAll(stateDir)).entries.map((read) => JSON.parse(read.payload).seq)
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => 342 - seqs.length + i))
  })

  // Going over all that waits for every single entry would take hours here.
  it('takes a flood of single entries while nothing can be written', async () => {
    const stateDir = join(temporaryFolder(), 'file')
    writeFileSync(stateDir, '')
    const onProblem = vi.fn<(problem: JobdeckError | null) => void>()
    const journal = openJournal({ stateDir, broker, onProblem })
    const one = entry('job-1', 1, { detail: 'x'.repeat(500) })
    for (let i = 0; i < 140_000; i++) journal.append([one])
    await journal.close()
    expect(onProblem.mock.lastCall?.[0]?.message).toMatch(/; \d+ events lost to it$/)
  })
})

describe('reading', () => {
  it('skips and counts what is no entry, however long it is', async () => {
    const stateDir = temporaryFolder()
    const journal = openJournal({ stateDir, broker, onProblem: noProblem })
    journal.append([entry('job-1', 1)])
    await journal.close()
    const bad = [
      '{"received_at":',
      'null',
      '[]',
      '{"received_at":"yesterday","topic":"a","retained":false,"payload":""}',
      '\u0000\u001b[2J',
    ]
    appendFileSync(journal.path, `${bad.join('\n')}\n\n\n${'y'.repeat(3_000_000)}\n`)
    const again = openJournal({ stateDir, broker, onProblem: noProblem })
    again.append([entry('job-1', 2)])
    await again.close()
    expect(await readAll(stateDir)).toEqual({
      entries: [entry('job-1', 1), entry('job-1', 2)],
      badLines: bad.length + 1,
    })
  })

  it('finds the events of one job, each once, the first that was received', async () => {
    const stateDir = temporaryFolder()
    const [one, two] = [1, 2].map(() => openJournal({ stateDir, broker, onProblem: noProblem }))
    if (!one || !two) throw new Error('unreachable')
    one.append([entry('job-1', 1, { event: 'started' }), entry('job-12', 1), entry('job-1', 2)])
    await one.close()
    const elsewhere = { ...entry('job-1', 4), topic: 'team/place/events' }
    const late = entry('job-1', 3, { event: 'completed', retained: true, at: 5000 })
    two.append([entry('job-1', 2, { at: 9, detail: 'again' }), entry('job-2', 1, { detail: 'job-1' }), late])
    two.append([
      { ...entry('job-1', 9), topic: 'python/mqtt/jobs/job-1/logs' },
      { ...entry('job-1', 9), payload: '{}' },
      elsewhere,
    ])
    await two.close()
    const { events, badLines } = await readJob({ stateDir, broker }, jobId('job-1'))
    expect(events.map(({ event, entry: { receivedAtMs } }) => [event.seq, event.event, receivedAtMs])).toEqual([
      [1, 'started', entry('job-1', 1).receivedAtMs],
      [2, 'progress', entry('job-1', 2).receivedAtMs],
      [3, 'completed', late.receivedAtMs],
      [4, 'progress', elsewhere.receivedAtMs],
    ])
    expect(badLines).toBe(0)

    // A torn line may have been of any job.
    appendFileSync(two.path, '{"received_at":"2026-06-19T09:3')
    expect((await readJob({ stateDir, broker }, jobId('job-1'))).badLines).toBe(1)
  })

  it('says which file it cannot read', async () => {
    const stateDir = temporaryFolder()
    mkdirSync(openJournal({ stateDir, broker, onProblem: noProblem }).path, { recursive: true })
    await expect(readAll(stateDir)).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('EISDIR') })
  })
})

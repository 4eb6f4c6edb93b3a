// What every implementation of the Ledger port promises.
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { JobdeckError } from '../../../src/domain/failure.ts'
import type { Ledger, LedgerOptions } from '../../../src/io/ledger/ledger.ts'
import { SqliteLedger } from '../../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { LedgerThread } from '../../../src/io/ledger/thread/ledger-thread.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { broker, entryOf, jobId, newEvent, noProblem, readAll, recorded, seqsIn, withPayload } from './entries.ts'

interface Implementation {
  readonly name: string
  readonly open: (options: LedgerOptions) => Ledger
  readonly fileOf: (stateDir: string) => string
}

const implementations: readonly Implementation[] = [
  {
    name: 'SQLite',
    open: (options) => new SqliteLedger(options),
    fileOf: (stateDir) => join(stateDir, 'ledger/ledger.sqlite'),
  },
  {
    name: 'SQLite, written in a thread',
    open: (options) => new LedgerThread().openLedger(options),
    fileOf: (stateDir) => join(stateDir, 'ledger/ledger.sqlite'),
  },
]

describe.each(implementations)('$name as a ledger', ({ open, fileOf }) => {
  const openIn = (stateDir: string, options: Partial<LedgerOptions> = {}) =>
    open({ stateDir, broker, onProblem: noProblem, ...options })

  it('gives back what was appended, in order, payloads unchanged', async () => {
    const stateDir = temporaryFolder()
    const ledger = openIn(stateDir)
    const payload =
      ' {"schema_version":1, "job_id":"job-1","event" : "progress", "seq" : 2,\n\t"detail":"한글 \\u001b \\u0000 \u2028 \u202e \\ud83d"}\n'
    const odd = withPayload(entryOf('python/mqtt/jobs/job-1/events', payload, { retained: true }), 'job-1')
    void ledger.append([newEvent('job-1', 1)])
    void ledger.append([odd])
    await ledger.flush()
    void ledger.append([newEvent('job-2', 1, { at: 7 })])
    await ledger.close()
    expect(await readAll(openIn(stateDir))).toEqual({
      entries: [newEvent('job-1', 1), odd, newEvent('job-2', 1, { at: 7 })].map(({ entry }) => recorded(entry)),
      unreadable: 0,
    })
  })

  it('reads what has been flushed while it stays open for more', async () => {
    const ledger = openIn(temporaryFolder())
    void ledger.append([newEvent('job-1', 1)])
    await ledger.flush()
    expect(await seqsIn(ledger)).toEqual([1])
    void ledger.append([newEvent('job-1', 2)])
    await ledger.flush()
    expect(await seqsIn(ledger)).toEqual([1, 2])
    await ledger.close()
  })

  it('remembers contents up to the last restore: what another deck has recorded since may still be on its way here', async () => {
    const stateDir = temporaryFolder()
    const [ours, other] = [openIn(stateDir), openIn(stateDir)]
    const [before, since] = [newEvent('job-1', 1), newEvent('job-1', 2)]
    void other.append([before])
    await other.flush()
    await ours.restoreJobs(() => {})
    void other.append([since])
    await other.close()
    expect(ours.contentsOf(jobId('job-1'), 1)).toEqual([before.event.content])
    expect(ours.contentsOf(jobId('job-1'), 2)).toEqual([])
    await ours.restoreJobs(() => {})
    expect(ours.contentsOf(jobId('job-1'), 2)).toEqual([since.event.content])
    await ours.close()
  })

  it('reads the history of a job by windows, as it grows, whatever the numbers of the events are', async () => {
    const ledger = openIn(temporaryFolder())
    const id = jobId('job-1')
    const seqsOf = async (ids: readonly number[]) => {
      const events = await ledger.events(id, ids)
      return ids.map((each) => events.get(each)?.event.seq)
    }
    expect(await ledger.eventIds(id, 0)).toEqual([])
    const others = Array.from({ length: 40 }, (_, index) => newEvent('job-2', index + 1))
    const events = [3, 1, 2, 900_000, 5].map((seq) => newEvent('job-1', seq))
    await Promise.all([ledger.append([...others, ...events, newEvent('job-2', 41)]), ledger.flush()])
    const ids = await ledger.eventIds(id, 0)
    expect(await seqsOf(ids)).toEqual([3, 1, 2, 900_000, 5])
    expect(await seqsOf(ids.slice(1, 3))).toEqual([1, 2])
    const last = ids.at(-1) ?? 0
    const again = newEvent('job-1', 1, { detail: 'again', note: 'restarted', effect: 'restarts' })
    await Promise.all([ledger.append([again, newEvent('job-2', 42)]), ledger.flush()])
    const fresh = await ledger.eventIds(id, last)
    expect([...(await ledger.events(id, [...fresh, 1, 9_999])).values()].map(({ note }) => note)).toEqual(['restarted'])
    expect(await ledger.eventIds(id, 0)).toEqual([...ids, ...fresh])
    expect(await ledger.eventTimes(id, [...ids, 1])).toEqual(
      events.map(({ entry }) => expect.closeTo(entry.receivedMs, -2)),
    )
    await ledger.close()
  })

  it('creates its files for their owner only', async () => {
    const stateDir = join(temporaryFolder(), 'state')
    const ledger = openIn(stateDir)
    void ledger.append([newEvent('job-1', 1)])
    await ledger.close()
    const modeOf = (path: string) => statSync(path).mode & 0o777
    expect(modeOf(stateDir)).toBe(0o700)
    expect(modeOf(dirname(fileOf(stateDir)))).toBe(0o700)
    expect(modeOf(fileOf(stateDir))).toBe(0o600)
  })

  it('touches no disk before there is something to write', async () => {
    const stateDir = join(temporaryFolder(), 'state')
    const ledger = openIn(stateDir)
    await ledger.flush()
    expect(await readAll(ledger)).toEqual({ entries: [], unreadable: 0 })
    expect(await ledger.jobHistory(jobId('job-1'))).toEqual({ events: [], unreadable: 0 })
    await ledger.close()
    expect(readdirSync(dirname(stateDir))).toEqual([])
  })

  it('keeps brokers apart, whatever their names are', async () => {
    const stateDir = temporaryFolder()
    const brokers = ['mqtt://a:1883', 'mqtt://a:1884', 'mqtt://a-1883', '../../etc/passwd', '중개자', 'x'.repeat(3000)]
    for (const [index, name] of brokers.entries()) {
      const ledger = openIn(stateDir, { broker: name })
      void ledger.append([newEvent('job-1', index + 1)])
      await ledger.close()
    }
    for (const [index, name] of brokers.entries())
      expect(await seqsIn(openIn(stateDir, { broker: name }))).toEqual([index + 1])
    expect(readdirSync(stateDir)).toHaveLength(1)
  })

  it('takes turns with another ledger of the same broker', async () => {
    const stateDir = temporaryFolder()
    const [one, other] = [openIn(stateDir), openIn(stateDir)]
    for (let seq = 1; seq <= 10; seq++) {
      void one.append([newEvent('job-1', seq)])
      void other.append([newEvent('job-2', seq)])
      await Promise.all([one.flush(), other.flush()])
    }
    await Promise.all([one.close(), other.close()])
    expect((await seqsIn(openIn(stateDir))).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => Math.floor(index / 2) + 1),
    )
  })

  it('finds the events of one job, each once, in order of receipt', async () => {
    const stateDir = temporaryFolder()
    const [one, other] = [openIn(stateDir), openIn(stateDir)]
    void one.append([newEvent('job-1', 1, { event: 'started' }), newEvent('job-12', 1), newEvent('job-1', 2)])
    await one.close()
    const end = newEvent('job-1', 3, { event: 'completed', retained: true, at: 5000 })
    const fourth = newEvent('job-1', 4)
    const elsewhere = { ...fourth, entry: { ...fourth.entry, topic: 'team/place/events' } }
    void other.append([newEvent('job-1', 2, { at: 9 }), newEvent('job-2', 1, { detail: 'job-1' }), end, elsewhere])
    await other.close()
    const { events, unreadable } = await openIn(stateDir).jobHistory(jobId('job-1'))
    expect(events.map(({ event, entry: { receivedAtMs } }) => [event.seq, event.event, receivedAtMs])).toEqual([
      [1, 'started', newEvent('job-1', 1).entry.receivedAtMs],
      [2, 'progress', newEvent('job-1', 2).entry.receivedAtMs],
      [3, 'completed', end.entry.receivedAtMs],
      [4, 'progress', elsewhere.entry.receivedAtMs],
    ])
    expect(unreadable).toBe(0)
  })

  it('reports that it cannot be written and how many events wait, loses none, and reports that it works again', async () => {
    const stateDir = join(temporaryFolder(), 'state')
    const onProblem = vi.fn<(problem: JobdeckError | null) => void>()
    writeFileSync(stateDir, 'a file where the directory belongs')
    const ledger = openIn(stateDir, { onProblem })
    void ledger.append([newEvent('job-1', 1)])
    await ledger.flush()
    void ledger.append([newEvent('job-1', 2)])
    await ledger.flush()
    expect(onProblem.mock.calls).toMatchObject([
      [{ code: 'io', message: expect.stringMatching(/\(ENOTDIR\); 1 event not recorded$/) }],
      [{ code: 'io', message: expect.stringMatching(/\(ENOTDIR\); 2 events not recorded$/) }],
    ])

    rmSync(stateDir)
    void ledger.append([newEvent('job-1', 3)])
    await ledger.close()
    expect(onProblem.mock.calls.map(([problem]) => problem?.code ?? null)).toEqual(['io', 'io', null])
    expect(await seqsIn(openIn(stateDir))).toEqual([1, 2, 3])
  })

  it('does not follow a symbolic link', async () => {
    const stateDir = temporaryFolder()
    const onProblem = vi.fn<(problem: JobdeckError | null) => void>()
    const ledger = openIn(stateDir, { onProblem })
    mkdirSync(dirname(fileOf(stateDir)), { recursive: true })
    symlinkSync(join(stateDir, 'elsewhere'), fileOf(stateDir))
    void ledger.append([newEvent('job-1', 1)])
    await ledger.close()
    expect(onProblem.mock.lastCall?.[0]?.message).toContain('ELOOP')
    expect(readdirSync(stateDir)).not.toContain('elsewhere')
  })

  it('says which file it cannot read', async () => {
    const stateDir = temporaryFolder()
    mkdirSync(fileOf(stateDir), { recursive: true })
    await expect(readAll(openIn(stateDir))).rejects.toMatchObject({
      code: 'io',
      message: expect.stringMatching(/cannot read .* \(EISDIR\)$/),
    })
  })
})

// What the ledger costs: how long a deck waits for its jobs on a large one, and what an event costs on its way to the disk.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { decodeMessage } from '../../src/domain/protocol/decode.ts'
import { jobIdOfTopic } from '../../src/domain/protocol/topics.ts'
import { toJsonLine } from '../../src/io/ledger/json-line.ts'
import type { JudgedEvent } from '../../src/io/ledger/ledger.ts'
import { SqliteLedger } from '../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { eventsOf, type Message } from './events.ts'
import { type Figure, median } from './figure.ts'
import { jobIds } from './workplace.ts'

const jobs = 30_000
const events = 1_000_000
const runs = 5
/** As many events as a deck under a flood commits together. */
const batch = 500
const batches = 20

function onProblem(problem: Error | null): void {
  if (problem) throw problem
}

function judged({ topic, payload }: Message): JudgedEvent {
  const jobId = jobIdOfTopic(topic)
  const decoded = decodeMessage(jobId ? [jobId] : [], payload)
  if (decoded.kind !== 'event') throw new Error(`not an event: ${topic}`)
  const now = Date.now()
  const entry = { receivedMs: now, receivedAtMs: now, topic, retained: false, payload: decoded.text }
  return { entry, event: decoded.event, source: 'live', note: null, effect: 'newest' }
}

async function timed(run: () => Promise<unknown> | unknown): Promise<number> {
  globalThis.gc?.()
  const start = performance.now()
  await run()
  return performance.now() - start
}

async function medianOf(run: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < runs; index++) times.push(await timed(run))
  return median(times)
}

async function fill(stateDir: string): Promise<void> {
  const ledger = new SqliteLedger({ stateDir, broker: 'bench', onProblem })
  await Promise.all([ledger.append(eventsOf(jobIds(jobs), 1).map(judged)), ledger.flush()])
  await ledger.close()
}

/** Copies every job's event until there are so many. Their content does not matter here, their number and size do. */
function multiply(file: string): void {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA synchronous = OFF;
    WITH RECURSIVE copies (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM copies WHERE n < ${Math.ceil(events / jobs)})
    INSERT INTO events (job, seq, hash, topic, payload, retained, source, note, effect, wall_ms, boot, boot_ms)
    SELECT job, n, hash, topic, payload, retained, source, note, effect, wall_ms, boot, boot_ms
    FROM copies CROSS JOIN (SELECT * FROM events WHERE seq = 1)`)
  database.close()
}

async function showJobs(stateDir: string): Promise<void> {
  const ledger = new SqliteLedger({ stateDir, broker: 'bench', onProblem })
  let shown = 0
  await ledger.restoreJobs((some) => {
    shown += some.length
  })
  await ledger.close()
  if (shown !== jobs) throw new Error(`${shown} jobs were shown`)
}

function readBare(file: string): void {
  const database = new DatabaseSync(file)
  for (const { summary } of database.prepare('SELECT job, summary FROM jobs').all()) JSON.parse(String(summary))
  database.close()
}

async function opening(folder: string): Promise<readonly Figure[]> {
  const small = join(folder, 'small')
  const large = join(folder, 'large')
  await fill(small)
  await fill(large)
  const file = join(large, 'ledger/ledger.sqlite')
  multiply(file)
  const count = (number: number) => number.toLocaleString('en-US')
  const ours = await medianOf(() => showJobs(large))
  const few = await medianOf(() => showJobs(small))
  const bare = await medianOf(() => readBare(file))
  const what = `ledger: ${count(jobs)} jobs of ${count(events)} events`
  return [
    { what, unit: 'ms', ours, baseline: few, against: `of ${count(jobs)} events`, atMost: 2 },
    { what, unit: 'ms', ours, baseline: bare, against: 'SELECT and JSON.parse of as many rows', atMost: 5 },
  ]
}

async function appendAll(stateDir: string, events: readonly JudgedEvent[]): Promise<void> {
  const ledger = new SqliteLedger({ stateDir, broker: 'bench', onProblem })
  for (let from = 0; from < events.length; from += batch) {
    void ledger.append(events.slice(from, from + batch))
    await ledger.flush()
  }
  await ledger.close()
}

function appendLines(file: string, events: readonly JudgedEvent[]): void {
  for (let from = 0; from < events.length; from += batch) {
    const lines = events.slice(from, from + batch).map(({ entry }) => `${toJsonLine(entry)}\n`)
    appendFileSync(file, lines.join(''))
  }
}

async function appending(folder: string): Promise<readonly Figure[]> {
  const events = eventsOf(jobIds(100), (batch * batches) / 100).map(judged)
  let run = 0
  const perEvent = async (append: (path: string) => Promise<void> | void) =>
    ((await medianOf(() => append(join(folder, `append-${++run}`)))) * 1_000) / events.length
  const ours = await perEvent((stateDir) => appendAll(stateDir, events))
  const baseline = await perEvent((file) => appendLines(file, events))
  return [
    { what: `ledger: an event, ${batch} a commit`, unit: 'µs', ours, baseline, against: 'lines of JSON, not synced' },
  ]
}

export async function ledgerCosts(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'jobdeck-bench-'))
  try {
    return [...(await opening(folder)), ...(await appending(folder))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

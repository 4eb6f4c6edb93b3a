// Several processes on one ledger, and processes that end in the middle of a write.
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SqliteLedger } from '../../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { type Program, startProgram } from '../../support/program.ts'
import { waitFor } from '../../support/wait-for.ts'
import { broker, jobId, newEvent, noProblem, readAll, seqsIn } from './entries.ts'
import { openSqlite } from './open-sqlite.ts'

const appendProgram = fileURLToPath(new URL('programs/append-events.ts', import.meta.url))
const steadyProgram = fileURLToPath(new URL('programs/append-steadily.ts', import.meta.url))

type Sent = readonly [job: string, seq: number, detail: string]

class Appender {
  readonly program: Program = startProgram(process.execPath, [appendProgram])
  #requests = 0

  append(stateDir: string, events: readonly Sent[]): number {
    const id = ++this.#requests
    this.program.write(`${JSON.stringify({ id, stateDir, events })}\n`)
    return id
  }

  /** For every request that was stored, whether its events were new. */
  stored(): ReadonlyMap<number, readonly boolean[]> {
    const lines = this.program.stdout().matchAll(/^stored (\d+) (.*)\n/gm)
    return new Map([...lines].map(([, id, isNew = '']) => [Number(id), JSON.parse(isNew)]))
  }

  async end(): Promise<void> {
    this.program.closeStdin()
    const { code } = await this.program.exit
    expect({ code, stderr: this.program.stderr() }).toEqual({ code: 0, stderr: '' })
  }
}

async function recordedIn(stateDir: string): Promise<readonly string[]> {
  const ledger = new SqliteLedger({ stateDir, broker, onProblem: noProblem })
  const { entries } = await readAll(ledger)
  await ledger.close()
  return entries.map(({ payload }) => {
    const { job_id, seq, detail } = JSON.parse(payload)
    return `${job_id} ${seq} ${detail}`
  })
}

const asText = ([job, seq, detail]: Sent) => `${job} ${seq} ${detail}`

describe('two processes that append at once', () => {
  const appenders: Appender[] = []
  beforeAll(() => {
    appenders.push(new Appender(), new Appender())
  })
  afterAll(() => Promise.all(appenders.map((appender) => appender.end())))

  // Few jobs, numbers and details, so that most events are repeats of another process's.
  const event = fc.tuple(
    fc.constantFrom('job-1', 'job-2', 'job-3'),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom('a', 'b'),
  )
  const batch = fc.record({
    who: fc.constantFrom(0, 1),
    events: fc.array(event, { maxLength: 5 }),
    waits: fc.boolean(),
  })

  it('store each event once, in any interleaving, and say which were new', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 12 }), async (batches) => {
        const stateDir = temporaryFolder()
        const requests: { appender: Appender; id: number; events: readonly Sent[] }[] = []
        for (const { who, events, waits } of batches) {
          const appender = appenders[who] as Appender
          const id = appender.append(stateDir, events)
          requests.push({ appender, id, events })
          if (waits) await waitFor(() => appender.stored().has(id), { what: 'the events to be stored' })
        }
        await waitFor(() => requests.every(({ appender, id }) => appender.stored().has(id)))
        const sent = new Set(batches.flatMap(({ events }) => events.map(asText)))
        const recorded = await recordedIn(stateDir)
        expect(recorded.toSorted()).toEqual([...sent].toSorted())
        const fresh = requests.flatMap(({ appender, id, events }) =>
          events.filter((_, index) => appender.stored().get(id)?.[index]).map(asText),
        )
        expect(fresh.toSorted()).toEqual([...sent].toSorted())
      }),
      { numRuns: 25 },
    )
  })
})

/** Kills a writer as soon as so many of its events are stored, most likely in the middle of the next commit. */
async function killAfter(program: Program, from: number, count: number): Promise<readonly number[]> {
  const stored = () => [...program.stdout().matchAll(/^stored (\d+) /gm)].map(([, seq]) => Number(seq))
  program.write(`${from}\n`)
  await waitFor(() => stored().length >= count, { what: 'some events to be stored' })
  program.kill('SIGKILL')
  await program.exit
  expect(program.stderr()).toBe('')
  return stored()
}

it('keeps what was stored and doubles nothing when the writer is killed twenty times', async () => {
  const stateDir = temporaryFolder()
  const start = () => startProgram(process.execPath, [steadyProgram, stateDir])
  // Started ahead, so that most of the time they take to start is not waited for.
  const ready = [start(), start()]
  const promised = new Set<number>()
  for (let kill = 1; kill <= 20; kill++) {
    ready.push(start())
    const [next = start()] = ready.splice(0, 1)
    // What had no time to be stored is sent again, as a broker does without an acknowledgement.
    for (const seq of await killAfter(next, promised.size + 1, 1 + (kill % 7) * 10)) promised.add(seq)
  }
  const ledger = new SqliteLedger({ stateDir, broker, onProblem: noProblem })
  const recorded = await seqsIn(ledger)
  expect(new Set(recorded).size).toBe(recorded.length)
  expect([...promised].filter((seq) => !recorded.includes(seq))).toEqual([])
  expect(promised.size).toBeGreaterThan(500)
  expect(await ledger.jobSummary(jobId('job-1'))).toMatchObject({
    eventCount: recorded.length,
    seqs: [[1, recorded.length]],
  })
  await ledger.close()
})

it('counts for each job what another process has recorded in between', async () => {
  const stateDir = temporaryFolder()
  const [ours, other] = [openSqlite(stateDir), openSqlite(stateDir)]
  for (const [index, ledger] of [ours, other, ours, other, other, ours].entries())
    await Promise.all([ledger.append([newEvent('job-1', index + 1)]), ledger.flush()])
  expect(await other.jobSummary(jobId('job-1'))).toMatchObject({ eventCount: 6, seqs: [[1, 6]], latest: { seq: 6 } })
  await Promise.all([ours.close(), other.close()])
})

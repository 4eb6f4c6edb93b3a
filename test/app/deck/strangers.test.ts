// What strangers on a public broker can cost: 45 MB of their events, in memory and in the ledger of the real deck's parts.
import { describe, expect, it } from 'vitest'
import { Intake } from '../../../src/app/deck/intake.ts'
import type { Only } from '../../../src/app/deck/only.ts'
import { SqliteLedger } from '../../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { jobIdOf, someBroker } from '../../domain/jobs/build-job.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { intakeRecord, message, payloadOf } from './messages.ts'

const mine = ['mine0001', 'mine0002'].map(jobIdOf)
const foreignBytes = 45e6
const foreignDetail = 'x'.repeat(15_000)
const day = 86_400_000
/** The ledger has room for half of the flood. */
const retention = { maxAgeMs: 30 * day, maxBytes: foreignBytes / 2, maxJobBytes: 64e6, maxJobs: 1_000 }

/** Two jobs with a record send an event each for every hundred of the strangers, who have 3,000 jobs. */
async function flooded(only: Only) {
  const stateDir = temporaryFolder()
  const ledger = new SqliteLedger({
    stateDir,
    broker: someBroker,
    retention,
    onProblem: (problem) => {
      if (problem) throw problem
    },
  })
  const intake = new Intake({
    broker: someBroker,
    only,
    onOutcome: ({ topic, retained, receivedMs, receivedWallMs }, outcome) => {
      if (outcome.kind !== 'accepted') return
      const { event, note, effect, text } = outcome
      const entry = { topic, retained, receivedMs, receivedAtMs: receivedWallMs, payload: text }
      void ledger.append([{ entry, event, note, effect, source: 'live' }])
    },
  })
  intake.setRecords(new Map(mine.map((id) => [id, intakeRecord(id)])))
  await ledger.setRecords(mine)
  const receivedWallMs = Date.now()
  let seq = 0
  for (let sent = 0; sent < foreignBytes; sent += 100 * foreignDetail.length) {
    seq += 1
    for (const id of mine) intake.receive(message(id, seq, 'progress', { receivedMs: seq, receivedWallMs }))
    for (let n = 0; n < 100; n++) {
      const id = `foreign${(seq * 100 + n) % 3_000}`
      const event = n % 10 === 0 ? 'completed' : 'progress'
      const payload = payloadOf(id, seq, event, { detail: foreignDetail })
      intake.receive(message(id, seq, event, { payload, receivedMs: seq, receivedWallMs }))
    }
    // As much at a time as a broker sends while the ledger commits.
    await ledger.flush()
  }
  await ledger.sweep()
  const recorded = await Promise.all(mine.map(async (id) => (await ledger.jobHistory(id)).events.length))
  const jobs: string[] = []
  await ledger.restoreJobs((some) => jobs.push(...some.map(({ jobId }) => jobId)))
  await ledger.close()
  return { intake, seq, recorded, jobs }
}

describe('45 MB of foreign events', () => {
  it('push out neither a job with a record nor one event of it, here or in the ledger', async () => {
    const { intake, seq, recorded, jobs } = await flooded(null)
    expect(recorded).toEqual([seq, seq])
    for (const id of mine) expect(intake.jobs.get(id)).toMatchObject({ seqs: [[1, seq]], latest: { seq } })
    expect(jobs).toEqual(expect.arrayContaining([...mine]))
    expect(jobs.length).toBeLessThanOrEqual(retention.maxJobs)
  })

  it('cost nothing with --mine', async () => {
    const { intake, seq, recorded, jobs } = await flooded('mine')
    expect(recorded).toEqual([seq, seq])
    expect([...intake.jobs.keys()]).toEqual(mine)
    expect(jobs.sort()).toEqual([...mine])
  })
})

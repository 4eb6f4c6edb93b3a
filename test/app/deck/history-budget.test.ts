import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historyChars, historyGrowth } from '../../../src/app/deck/history-budget.ts'
import { arrive, foldAll, jobIdOf } from '../../domain/jobs/build-job.ts'
import { intakeRecord, message, TestIntake } from './messages.ts'

const budget = 100_000

function totalChars(intake: TestIntake): number {
  return [...intake.jobs.values()].reduce((sum, { history }) => sum + historyChars(history), 0)
}

/** The seqs that a job's history holds. */
function seqsOf(intake: TestIntake, id: string): readonly number[] {
  return intake.jobs.get(jobIdOf(id))?.history.map(({ seq }) => seq) ?? []
}

/** Ten jobs that send 100 long events each, in turn. */
function flood(intake: TestIntake): void {
  for (let seq = 1; seq <= 100; seq++) {
    for (let job = 0; job < 10; job++) {
      intake.take(message(`flood${job}`, seq, 'progress', { payload: longEvent(`flood${job}`, seq) }))
      expect(totalChars(intake)).toBeLessThanOrEqual(budget)
    }
  }
}

function longEvent(id: string, seq: number): string {
  const detail = `x${'y'.repeat(300)}`
  return JSON.stringify({
    schema_version: 1,
    seq,
    job_id: id,
    event: 'progress',
    timestamp: '',
    detail,
    data: { hmac_sig: 'wrong' },
  })
}

describe('a flood of long events', () => {
  it('never takes more than the budget, and leaves every job its newest events', () => {
    const intake = new TestIntake({ maxChars: budget })
    flood(intake)
    for (let job = 0; job < 10; job++) {
      const seqs = seqsOf(intake, `flood${job}`)
      expect(seqs.at(-1)).toBe(100)
      expect(seqs.length).toBeGreaterThan(3)
      expect(seqs).toEqual(Array.from(seqs, (_, index) => 101 - seqs.length + index))
    }
  })

  it('takes nothing from a job that has sent little, however long ago', () => {
    const intake = new TestIntake({ maxChars: budget })
    for (const seq of [1, 2, 3]) intake.take(message('modest01', seq, 'progress'))
    flood(intake)
    expect(seqsOf(intake, 'modest01')).toEqual([1, 2, 3])
  })

  it('takes nothing from a job with a record as long as others have more than their share', () => {
    const intake = new TestIntake({ maxChars: budget })
    intake.setRecords(new Map([[jobIdOf('mine0001'), intakeRecord('mine0001')]]))
    for (let seq = 1; seq <= 40; seq++)
      intake.take(message('mine0001', seq, 'progress', { payload: longEvent('mine0001', seq) }))
    flood(intake)
    expect(seqsOf(intake, 'mine0001')).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
  })

  it('changes nothing else of a job: a duplicate is still known, the state stays', () => {
    const intake = new TestIntake({ maxChars: budget })
    flood(intake)
    const again = message('flood0', 1, 'progress', { payload: longEvent('flood0', 1) })
    expect(intake.take(again)).toMatchObject({ kind: 'dropped', reason: 'duplicate' })
    expect(intake.jobs.get(jobIdOf('flood0'))).toMatchObject({ latest: { seq: 100 }, seqs: [[1, 100]] })
  })

  it('leaves a job that is looked at what it has, and reads from the ledger what was cut before', () => {
    const intake = new TestIntake({ maxChars: budget })
    expect(intake.lookAt(jobIdOf('flood3'))).toBe(false)
    for (let seq = 1; seq <= 30; seq++) {
      for (let job = 0; job < 10; job++)
        intake.take(message(`flood${job}`, seq, 'progress', { payload: longEvent(`flood${job}`, seq) }))
    }
    expect(seqsOf(intake, 'flood3')).toHaveLength(30)
    expect(intake.lookAt(jobIdOf('flood3'))).toBe(false)
    expect(seqsOf(intake, 'flood4').length).toBeLessThan(20)
    expect(intake.lookAt(jobIdOf('flood4'))).toBe(true)
  })

  it('leaves an event that is larger than its share of a budget', () => {
    const intake = new TestIntake({ maxChars: 1_500 })
    for (const id of ['large001', 'large002', 'large003']) {
      intake.take(message(id, 1, 'progress', { payload: longEvent(id, 1) }))
      intake.take(message(id, 2, 'progress', { payload: longEvent(id, 2) }))
    }
    expect(['large001', 'large002', 'large003'].map((id) => seqsOf(intake, id))).toEqual([[2], [2], [2]])
  })

  it('no longer counts what is gone', () => {
    const intake = new TestIntake({ maxChars: budget })
    const send = (id: string, count: number) => {
      for (let seq = 1; seq <= count; seq++) {
        intake.take(message(id, seq, 'progress', { payload: longEvent(id, seq) }))
      }
    }
    send('known001', 60)
    for (let round = 0; round < 5; round++) {
      // Forged events leave a history but no state: the job goes with its record.
      intake.setRecords(new Map([[jobIdOf('forged01'), intakeRecord('forged01', { authToken: 'secret' })]]))
      send('forged01', 30)
      expect(intake.jobs.get(jobIdOf('forged01'))).toMatchObject({ forged: 30, latest: null })
      intake.setRecords(new Map())
      expect(intake.jobs.size).toBe(1)
    }
    expect(seqsOf(intake, 'known001')).toHaveLength(60)
  })
})

it('measures how much a history has grown, whatever was added and removed', () => {
  const story = foldAll(
    Array.from({ length: 12 }, (_, index) => arrive(index + 1, 'progress', { detail: 'x'.repeat(index) })),
  )
  const history = fc.subarray([...story.history])
  fc.assert(
    fc.property(history, history, (before, after) => {
      expect(historyGrowth(before, after)).toBe(historyChars(after) - historyChars(before))
    }),
  )
})

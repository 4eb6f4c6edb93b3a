import { describe, expect, it } from 'vitest'
import { maxHistory } from '../../../src/domain/jobs/fold.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'
import { intakeRecord, message, payloadOf, TestIntake } from './messages.ts'

/** Room for the histories of about three jobs. */
const maxChars = 40_000

/** The seqs that a job's history holds. */
function seqsOf(intake: TestIntake, id: string): readonly number[] {
  return intake.jobs.get(jobIdOf(id))?.history.map(({ seq }) => seq) ?? []
}

/** Long events of a job, numbered from 1. */
function send(intake: TestIntake, id: string, events: number): void {
  for (let seq = 1; seq <= events; seq++) intake.take(message(id, seq, 'progress', { payload: longEvent(id, seq) }))
}

const longEvent = (id: string, seq: number) =>
  payloadOf(id, seq, 'progress', { detail: 'x'.repeat(200), data: { hmac_sig: 'wrong' } })

const newest = (events: number) => Array.from({ length: maxHistory }, (_, index) => events - maxHistory + 1 + index)

describe('the histories in memory', () => {
  it('are those of the jobs that were heard last, within the limit', () => {
    const intake = new TestIntake({ maxChars })
    for (let job = 0; job < 10; job++) send(intake, `flood${job}`, 40)
    expect(seqsOf(intake, 'flood9')).toEqual(newest(40))
    expect(seqsOf(intake, 'flood8')).toEqual(newest(40))
    for (let job = 0; job < 7; job++) expect(seqsOf(intake, `flood${job}`)).toEqual([])
  })

  it('grow again as their jobs are heard again', () => {
    const intake = new TestIntake({ maxChars })
    for (let job = 0; job < 10; job++) send(intake, `flood${job}`, 40)
    intake.take(message('flood0', 41, 'progress'))
    expect(seqsOf(intake, 'flood0')).toEqual([41])
  })

  it('change nothing else of a job when they go: a repeat is still known, the state stays', () => {
    const intake = new TestIntake({ maxChars })
    for (let job = 0; job < 10; job++) send(intake, `flood${job}`, 100)
    for (const seq of [1, 50, 100]) {
      const again = message('flood0', seq, 'progress', { payload: longEvent('flood0', seq) })
      expect(intake.take(again)).toMatchObject({ kind: 'dropped', reason: 'duplicate' })
    }
    expect(intake.jobs.get(jobIdOf('flood0'))).toMatchObject({ latest: { seq: 100 }, seqs: [[1, 100]] })
  })

  it('stay where somebody looks; what went before comes from the ledger', () => {
    const intake = new TestIntake({ maxChars })
    send(intake, 'looked01', 5)
    expect(intake.lookAt(jobIdOf('looked01'))).toBe(false)
    for (let job = 0; job < 10; job++) send(intake, `flood${job}`, 40)
    expect(seqsOf(intake, 'looked01')).toEqual([1, 2, 3, 4, 5])
    expect(intake.lookAt(jobIdOf('flood9'))).toBe(false)
    expect(intake.lookAt(jobIdOf('flood0'))).toBe(true)
  })

  it('no longer count when their job is gone', () => {
    const intake = new TestIntake({ maxChars })
    send(intake, 'known001', 20)
    for (let round = 0; round < 10; round++) {
      // Forged events leave a history but no state: the job goes with its record.
      intake.setRecords(new Map([[jobIdOf('forged01'), intakeRecord('forged01', { authToken: 'secret' })]]))
      send(intake, 'forged01', 30)
      expect(intake.jobs.get(jobIdOf('forged01'))).toMatchObject({ forged: 30, latest: null })
      intake.setRecords(new Map())
      expect(intake.jobs.size).toBe(1)
    }
    expect(seqsOf(intake, 'known001')).toHaveLength(20)
  })
})

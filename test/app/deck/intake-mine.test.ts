// `--mine`: a stranger's job costs neither memory nor the ledger, and nothing of a new job of one's own is lost.
import { describe, expect, it } from 'vitest'
import { Intake } from '../../../src/app/deck/intake.ts'
import type { IntakeRecord } from '../../../src/app/deck/record-topics.ts'
import { jobIdOf, someBroker } from '../../domain/jobs/build-job.ts'
import { intakeRecord, message, TestIntake } from './messages.ts'

function records(...ids: readonly string[]): ReadonlyMap<ReturnType<typeof jobIdOf>, IntakeRecord> {
  return new Map(ids.map((id) => [jobIdOf(id), intakeRecord(id)]))
}

describe('a deck of jobs with a record', () => {
  it('accepts their events and ignores all others, unread', () => {
    const intake = new TestIntake({ only: 'mine' })
    intake.setRecords(records('mine0001'))
    expect(intake.take(message('mine0001', 1, 'started'))).toMatchObject({ kind: 'accepted' })
    expect(intake.take(message('other001', 1, 'started'))).toEqual({ kind: 'ignored' })
    expect(intake.take(message('other001', 1, 'started', { payload: 'not JSON' }))).toEqual({ kind: 'ignored' })
    expect(intake.take(message('x', 1, 'started', { topic: 'python/mqtt/jobs/no id/events' }))).toEqual({
      kind: 'ignored',
    })
    expect([...intake.jobs.keys()]).toEqual(['mine0001'])
  })

  it('does not let a stranger in who names one of them on another topic', () => {
    const intake = new TestIntake({ only: 'mine' })
    intake.setRecords(records('mine0001'))
    const forged = message('mine0001', 1, 'completed', { topic: 'python/mqtt/jobs/other001/events' })
    expect(intake.take(forged)).toEqual({ kind: 'ignored' })
    expect(intake.jobs.get(jobIdOf('mine0001'))?.ending).toBeNull()
  })

  it('takes what came just before the record was read, once', () => {
    const outcomes: string[] = []
    const intake = new Intake({ broker: someBroker, only: 'mine', onOutcome: (_, { kind }) => outcomes.push(kind) })
    intake.setRecords(records())
    intake.receive(message('other001', 1, 'started'))
    intake.receive(message('mine0001', 1, 'started'))
    intake.receive(message('mine0001', 2, 'progress'))
    expect(outcomes.splice(0)).toEqual(['ignored', 'ignored', 'ignored'])
    intake.setRecords(records('mine0001'))
    expect(outcomes).toEqual(['accepted', 'accepted'])
    expect(intake.jobs.get(jobIdOf('mine0001'))?.history.map(({ seq }) => seq)).toEqual([1, 2])
    intake.setRecords(records())
    intake.setRecords(records('mine0001'))
    expect(outcomes).toEqual(['accepted', 'accepted'])
  })

  it('loses a job whose record is removed, events and all', () => {
    const intake = new TestIntake({ only: 'mine' })
    intake.setRecords(records('mine0001'))
    intake.take(message('mine0001', 1, 'started'))
    intake.setRecords(records())
    expect(intake.jobs.size).toBe(0)
  })
})

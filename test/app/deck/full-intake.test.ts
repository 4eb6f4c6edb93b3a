// Which job is evicted, and for which, when an intake holds as many jobs as it keeps.
import { describe, expect, it } from 'vitest'
import { maxJobs } from '../../../src/app/deck/admission.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { jobIdOf, recordFacts } from '../../domain/jobs/build-job.ts'
import { intakeRecord, message, TestIntake } from './messages.ts'

function records(entries: Readonly<Record<string, ReturnType<typeof intakeRecord>>>) {
  return new Map(Object.entries(entries).map(([text, record]) => [jobIdOf(text), record]))
}

describe('too many jobs', () => {
  const idOf = (i: number): JobId => jobIdOf(`job${i}`)

  function fullIntake(): TestIntake {
    const intake = new TestIntake()
    for (let i = 0; i < maxJobs; i++) intake.take(message(idOf(i), 1, 'started'))
    return intake
  }

  it('drops a new job while none of the others has ended or timed out, and goes on with the known ones', () => {
    const intake = fullIntake()
    expect(intake.take(message('onemore', 1, 'started'))).toMatchObject({ kind: 'dropped', reason: 'too-many-jobs' })
    expect(intake.take(message(idOf(7), 2, 'progress'))).toMatchObject({ kind: 'accepted' })
    expect(intake.jobs.size).toBe(maxJobs)
  })

  it('lets one that has ended make room, the longest silent first', () => {
    const intake = fullIntake()
    intake.take(message(idOf(40), 2, 'completed'))
    intake.take(message(idOf(30), 2, 'error'))
    intake.take(message('one-more', 1, 'started'))
    expect([intake.jobs.has(idOf(40)), intake.jobs.has(idOf(30))]).toEqual([false, true])
    intake.take(message('two-more', 1, 'started'))
    expect(intake.jobs.has(idOf(30))).toBe(false)
    expect(intake.jobs.size).toBe(maxJobs)
  })

  it('lets one that has timed out make room, the longest silent first: dead jobs must not lock the living out', () => {
    const intake = fullIntake()
    intake.take(message(idOf(0), 2, 'progress', { receivedMs: 60_000 }))
    const receivedMs = 125_000
    expect(intake.take(message('one-more', 1, 'started', { receivedMs }))).toMatchObject({ kind: 'accepted' })
    expect([intake.jobs.has(idOf(0)), intake.jobs.has(idOf(1))]).toEqual([true, false])
  })

  it('evicts one that needs the user last', () => {
    const intake = new TestIntake()
    const receive = (name: string, event: 'progress' | 'permission_required', receivedMs: number) =>
      intake.take(message(name, 1, event, { receivedMs })).kind
    receive('asks', 'permission_required', 0)
    for (let i = 1; i < maxJobs; i++) receive(`job${i}`, 'progress', 1000)
    expect(receive('one-more', 'progress', 125_000)).toBe('accepted')
    expect([intake.jobs.has(jobIdOf('asks')), intake.jobs.has(idOf(1))]).toEqual([true, false])
  })

  it('never lets a job with a record make room, and always accepts one', () => {
    const intake = fullIntake()
    const cancelled = intakeRecord('job40', { facts: recordFacts({ status: 'cancelled' }) })
    intake.setRecords(records({ job40: cancelled, 'my-own': intakeRecord('my-own') }))
    expect(intake.take(message('my-own', 1, 'permission_required'))).toMatchObject({ kind: 'accepted' })
    expect(intake.take(message('one-more', 1, 'started'))).toMatchObject({ reason: 'too-many-jobs' })
    expect(intake.jobs.has(idOf(40))).toBe(true)
  })

  it('lets a job make room again when its record is gone', () => {
    const intake = fullIntake()
    intake.take(message(idOf(40), 2, 'completed'))
    intake.setRecords(records({ job40: intakeRecord('job40') }))
    intake.setRecords(new Map())
    expect(intake.take(message('one-more', 1, 'started'))).toMatchObject({ kind: 'accepted' })
    expect(intake.jobs.has(idOf(40))).toBe(false)
  })

  it('accepts no retained event: it comes again with every connection', () => {
    const intake = new TestIntake()
    const retainedEnds = Array.from({ length: maxJobs + 5 }, (_, i) =>
      message(`job${i}`, 1, 'completed', { retained: true }),
    )
    const accepted = () => retainedEnds.filter((each) => intake.take(each).kind === 'accepted').length
    expect([accepted(), accepted()]).toEqual([maxJobs, 0])
  })
})

import { describe, expect, it } from 'vitest'
import type { JobChange } from '../../../src/domain/jobs/transition.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'
import { intakeRecord, message, TestIntake } from './messages.ts'

const id = jobIdOf('abc12345')
const records = new Map([[jobIdOf('recorded'), intakeRecord('recorded')]])

/** What an intake reports, as the id, the change of the job, and its cause. */
function reportsOf(intake: TestIntake): readonly string[] {
  const reports: string[] = []
  intake.enter((change) => reports.push(inWords(change)))
  return reports
}

function inWords({ before, after, cause }: JobChange): string {
  const seqs = [before, after].map((job) => job && (job.latest?.seq ?? 0))
  return `${(after ?? before)?.id} ${seqs[0] ?? 'none'} → ${seqs[1] ?? 'none'}: ${cause}`
}

describe('an intake that is shown', () => {
  it('reports each change of a job with its cause', () => {
    const intake = new TestIntake()
    const reports = reportsOf(intake)
    intake.take(message('abc12345', 1, 'started'))
    intake.take(message('abc12345', 2, 'completed', { retained: true }))
    intake.setRecords(records)
    intake.setRecords(new Map())
    expect(reports).toEqual([
      'abc12345 none → 1: live',
      'abc12345 1 → 2: retained',
      'recorded none → 0: record',
      'recorded 0 → none: record',
    ])
  })

  it('reports nothing of what changes nothing', () => {
    const intake = new TestIntake()
    intake.take(message('abc12345', 1, 'completed', { retained: true }))
    const reports = reportsOf(intake)
    const { length } = reports
    intake.take(message('abc12345', 1, 'completed', { retained: true }))
    intake.take(message('abc12345', 1, 'completed', { payload: 'not json' }))
    expect(reports).toHaveLength(length)
  })
})

describe('entering and leaving the deck', () => {
  it('reports every job: as restored the first time, as retained afterwards', () => {
    const intake = new TestIntake()
    intake.take(message('abc12345', 1, 'started'))
    intake.setRecords(records)
    const first = reportsOf(intake)
    intake.leave()
    const again = reportsOf(intake)
    expect(first).toEqual([
      'abc12345 none → 1: restored',
      'recorded none → 0: record',
      'abc12345 1 → none: retained',
      'recorded 0 → none: retained',
    ])
    expect(again).toEqual(['abc12345 none → 1: retained', 'recorded none → 0: record'])
  })

  it('reports nothing while another feed is shown', () => {
    const intake = new TestIntake()
    const reports = reportsOf(intake)
    intake.leave()
    intake.take(message('abc12345', 1, 'started'))
    expect(reports).toEqual([])
    expect(intake.jobs.size).toBe(1)
  })
})

describe('while the ledger is read', () => {
  it('lets messages wait, reports nothing, and then all of it in order', () => {
    const intake = new TestIntake()
    const reports = reportsOf(intake)
    intake.pause()
    intake.receive(message('abc12345', 3, 'progress'))
    for (const seq of [1, 2]) intake.restore(message('abc12345', seq, 'progress'))
    intake.setRecords(records)
    expect(reports).toEqual([])
    intake.resume('restored')
    expect(reports).toEqual(['abc12345 none → 2: restored', 'recorded none → 0: record', 'abc12345 2 → 3: live'])
    expect(intake.jobs.get(id)?.history.map(({ seq, note }) => [seq, note])).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ])
  })

  it('enters the deck with what it had before, and reports the rest afterwards', () => {
    const intake = new TestIntake()
    intake.setRecords(records)
    intake.pause()
    intake.restore(message('abc12345', 1, 'error'))
    const reports = reportsOf(intake)
    expect(reports).toEqual(['recorded none → 0: record'])
    intake.resume('retained')
    expect(reports.slice(1)).toEqual(['abc12345 none → 1: retained'])
  })
})

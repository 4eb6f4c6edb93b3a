// Who makes room, and who finds it, when a table holds as many jobs as it keeps.
import { describe, expect, it } from 'vitest'
import { JobTable, maxJobs } from '../../../src/app/deck/job-table.ts'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { jobIdOf, recordFacts, someBroker } from '../../domain/jobs/build-job.ts'
import { message, tableRecord } from './messages.ts'

function records(entries: Readonly<Record<string, ReturnType<typeof tableRecord>>>) {
  return new Map(Object.entries(entries).map(([text, record]) => [jobIdOf(text), record]))
}

describe('too many jobs', () => {
  const idOf = (i: number): JobId => jobIdOf(`job${i}`)

  function fullTable(): JobTable {
    const table = new JobTable(someBroker, null)
    for (let i = 0; i < maxJobs; i++) table.receive(message(idOf(i), 1, 'started'))
    return table
  }

  it('drops a new job while none of the others has ended or timed out, and goes on with the known ones', () => {
    const table = fullTable()
    expect(table.receive(message('onemore', 1, 'started'))).toMatchObject({ kind: 'dropped', reason: 'too-many-jobs' })
    expect(table.receive(message(idOf(7), 2, 'progress'))).toMatchObject({ kind: 'accepted' })
    expect(table.jobs.size).toBe(maxJobs)
  })

  it('lets one that has ended make room, the longest silent first', () => {
    const table = fullTable()
    table.receive(message(idOf(40), 2, 'completed'))
    table.receive(message(idOf(30), 2, 'error'))
    table.receive(message('one-more', 1, 'started'))
    expect([table.jobs.has(idOf(40)), table.jobs.has(idOf(30))]).toEqual([false, true])
    table.receive(message('two-more', 1, 'started'))
    expect(table.jobs.has(idOf(30))).toBe(false)
    expect(table.jobs.size).toBe(maxJobs)
  })

  it('lets one that has timed out make room, the longest silent first: dead jobs must not lock the living out', () => {
    const table = fullTable()
    table.receive(message(idOf(0), 2, 'progress', { receivedMs: 60_000 }))
    const receivedMs = 125_000
    expect(table.receive(message('one-more', 1, 'started', { receivedMs }))).toMatchObject({ kind: 'accepted' })
    expect([table.jobs.has(idOf(0)), table.jobs.has(idOf(1))]).toEqual([true, false])
  })

  it('lets one that needs a person make room last', () => {
    const table = new JobTable(someBroker, null)
    const receive = (name: string, event: 'progress' | 'permission_required', receivedMs: number) =>
      table.receive(message(name, 1, event, { receivedMs })).kind
    receive('asks', 'permission_required', 0)
    for (let i = 1; i < maxJobs; i++) receive(`job${i}`, 'progress', 1000)
    expect(receive('one-more', 'progress', 125_000)).toBe('accepted')
    expect([table.jobs.has(jobIdOf('asks')), table.jobs.has(idOf(1))]).toEqual([true, false])
  })

  it('never lets a job with a record make room, and always takes one in', () => {
    const table = fullTable()
    const cancelled = tableRecord('job40', { facts: recordFacts({ status: 'cancelled' }) })
    table.setRecords(records({ job40: cancelled, 'my-own': tableRecord('my-own') }))
    expect(table.receive(message('my-own', 1, 'permission_required'))).toMatchObject({ kind: 'accepted' })
    expect(table.receive(message('one-more', 1, 'started'))).toMatchObject({ reason: 'too-many-jobs' })
    expect(table.jobs.has(idOf(40))).toBe(true)
  })

  it('lets a job make room again when its record is gone', () => {
    const table = fullTable()
    table.receive(message(idOf(40), 2, 'completed'))
    table.setRecords(records({ job40: tableRecord('job40') }))
    table.setRecords(new Map())
    expect(table.receive(message('one-more', 1, 'started'))).toMatchObject({ kind: 'accepted' })
    expect(table.jobs.has(idOf(40))).toBe(false)
  })

  it('takes nothing in that the broker retains: it comes again with every connection', () => {
    const table = new JobTable(someBroker, null)
    const retainedEnds = Array.from({ length: maxJobs + 5 }, (_, i) =>
      message(`job${i}`, 1, 'completed', { retained: true }),
    )
    const accepted = () => retainedEnds.filter((each) => table.receive(each).kind === 'accepted').length
    expect([accepted(), accepted()]).toEqual([maxJobs, 0])
  })
})

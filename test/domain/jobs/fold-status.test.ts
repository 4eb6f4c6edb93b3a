import { expect, it } from 'vitest'
import { statusAt } from '../../../src/domain/jobs/deadlines.ts'
import { fold, withRecord } from '../../../src/domain/jobs/fold.ts'
import type { Job, Status } from '../../../src/domain/jobs/job.ts'
import { type Arrival, arrive, foldAll, freshJob, recordFacts } from './build-job.ts'

const running = foldAll([arrive(1, 'started')])
const asking = foldAll([arrive(2, 'permission_required')], running)
const ended = foldAll([arrive(2, 'completed')], running)
const silentMs = 200_000

it.each<readonly [string, Job, Arrival, Status, Status]>([
  ['the first event', freshJob(), arrive(1, 'started'), 'pending', 'running'],
  ['an event that changes nothing else', running, arrive(2, 'progress'), 'running', 'running'],
  ['a request', running, arrive(2, 'permission_required'), 'running', 'needs-you'],
  ['an event after a request', asking, arrive(3, 'progress'), 'needs-you', 'running'],
  ['a request that comes again', asking, arrive(2, 'permission_required'), 'needs-you', 'needs-you'],
  ['an event before a request that comes late', asking, arrive(1, 'started'), 'needs-you', 'needs-you'],
  ['an end', running, arrive(2, 'error'), 'running', 'error'],
  ['an end after a request', asking, arrive(3, 'completed'), 'needs-you', 'completed'],
  ['a second end', ended, arrive(3, 'error'), 'completed', 'completed'],
  ['an event after silence', running, arrive(2, 'progress', { atMs: silentMs }), 'timed-out', 'running'],
  ['a late end', running, arrive(2, 'completed', { atMs: silentMs }), 'timed-out', 'completed'],
  ['a request after silence', running, arrive(2, 'permission_required', { atMs: silentMs }), 'timed-out', 'needs-you'],
  ['a forged end', running, arrive(2, 'error', { signature: 'forged' }), 'running', 'running'],
  ['an event of a job that its record has ended', cancelled(running), arrive(2, 'progress'), 'cancelled', 'cancelled'],
])('%s takes a job from one status to the next', (_what, job, { event, receipt }, from, to) => {
  const after = fold(job, event, receipt).job
  expect([statusAt(job, receipt.receivedMs), statusAt(after, receipt.receivedMs)]).toEqual([from, to])
})

function cancelled(job: Job): Job {
  return withRecord(job, recordFacts({ status: 'cancelled' }))
}

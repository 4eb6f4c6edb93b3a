// The fold as a table: time-outs, needs you, forged events, broken publishers and records.
import { describe } from 'vitest'
import { withRecord } from '../../../src/domain/jobs/fold.ts'
import { arrive, freshJob, recordFacts } from './build-job.ts'
import { itTells, type Story } from './story.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const stories: readonly Story[] = [
  {
    title: 'an end after the idle time-out wins and is late',
    arrivals: [arrive(1, 'started', { atMs: 0 }), arrive(2, 'completed', { atMs: 2 * minuteMs })],
    status: 'completed',
    latest: '2 completed',
    notes: [null, 'late'],
  },
  {
    title: 'an end just before the idle time-out is not late',
    arrivals: [arrive(1, 'started', { atMs: 0 }), arrive(2, 'completed', { atMs: 2 * minuteMs - 1 })],
    status: 'completed',
    latest: '2 completed',
  },
  {
    title: 'an end after the total time-out wins and is late',
    start: withRecord(freshJob(), recordFacts({ idleTimeoutSec: 7200 })),
    arrivals: [arrive(1, 'started', { atMs: 5000 }), arrive(2, 'error', { atMs: hourMs })],
    status: 'error',
    latest: '2 error',
    notes: [null, 'late'],
  },
  {
    title: 'a retained end says nothing about when it was published: it is not late',
    arrivals: [arrive(1, 'started', { atMs: 0 }), arrive(2, 'completed', { atMs: hourMs, retained: true })],
    status: 'completed',
    latest: '2 completed',
  },
  {
    title: 'an event after an idle time-out sets the job running and says that it was silent',
    arrivals: [arrive(1, 'started', { atMs: 0 }), arrive(2, 'progress', { atMs: 2 * minuteMs })],
    status: 'running',
    latest: '2 progress',
    notes: [null, 'after-silence'],
  },
  {
    title: 'an event after a total time-out leaves the job timed out',
    start: withRecord(freshJob(), recordFacts({ timeoutSec: 60 })),
    arrivals: [arrive(1, 'started', { atMs: 30_000 }), arrive(2, 'progress', { atMs: 70_000 })],
    status: 'timed-out',
    latest: '2 progress',
  },
  {
    title: 'an answer after a long wait for you does not count as silence: the job had not timed out',
    arrivals: [arrive(1, 'permission_required', { atMs: 0 }), arrive(2, 'progress', { atMs: 5 * minuteMs })],
    status: 'running',
    latest: '2 progress',
  },
  {
    title: 'an end after a long wait for you is not late',
    arrivals: [arrive(1, 'permission_required', { atMs: 0 }), arrive(2, 'completed', { atMs: 5 * minuteMs })],
    status: 'completed',
    latest: '2 completed',
  },
  {
    title: 'an end after the total limit is late, even after a wait for you',
    arrivals: [arrive(1, 'permission_required', { atMs: 0 }), arrive(2, 'completed', { atMs: hourMs })],
    status: 'completed',
    latest: '2 completed',
    notes: [null, 'late'],
  },
  {
    title: 'permission_required needs you',
    arrivals: [arrive(1, 'started'), arrive(2, 'permission_required')],
    status: 'needs-you',
    latest: '2 permission_required',
  },
  {
    title: 'the next event ends it',
    arrivals: [arrive(1, 'permission_required'), arrive(2, 'progress')],
    status: 'running',
    latest: '2 progress',
  },
  {
    title: 'a second request goes on needing you',
    arrivals: [arrive(1, 'permission_required'), arrive(2, 'permission_required')],
    status: 'needs-you',
    latest: '2 permission_required',
  },
  {
    title: 'an older event that arrives after the request does not end it',
    arrivals: [arrive(3, 'permission_required'), arrive(2, 'progress', { atMs: 4000 })],
    status: 'needs-you',
    latest: '3 permission_required',
    notes: [null, 'out-of-order'],
  },
  {
    title: 'a request that arrives after the event that answers it needs nobody',
    arrivals: [arrive(3, 'progress'), arrive(2, 'permission_required', { atMs: 4000 })],
    status: 'running',
    latest: '3 progress',
    notes: [null, 'out-of-order'],
  },
  {
    title: 'the end of the job ends it',
    arrivals: [arrive(1, 'permission_required'), arrive(2, 'error')],
    status: 'error',
    latest: '2 error',
  },
  {
    title: 'a forged event changes no state, and does not take the seq of the real one',
    arrivals: [
      arrive(1, 'started', { signature: 'verified' }),
      arrive(2, 'completed', { signature: 'forged' }),
      arrive(9, 'permission_required', { signature: 'forged' }),
      arrive(2, 'progress', { signature: 'verified' }),
    ],
    outcomes: ['accepted', 'forged', 'forged', 'accepted'],
    status: 'running',
    latest: '2 progress',
    notes: [null, 'forged', 'forged', null],
    forged: 2,
  },
  {
    title: 'a forged event that is retained is counted once, not with every connection',
    arrivals: [
      arrive(1, 'completed', { signature: 'forged', retained: true }),
      arrive(1, 'completed', { signature: 'forged', retained: true, atMs: 9000 }),
      arrive(1, 'error', { signature: 'forged', retained: true, atMs: 9000 }),
    ],
    outcomes: ['forged', 'duplicate', 'forged'],
    status: 'pending',
    latest: null,
    notes: ['forged', 'forged'],
    forged: 2,
  },
  {
    title: 'forged events that arrive live are counted each time',
    arrivals: [arrive(1, 'error', { signature: 'forged' }), arrive(1, 'error', { signature: 'forged', atMs: 1001 })],
    outcomes: ['forged', 'forged'],
    status: 'pending',
    latest: null,
    notes: ['forged', 'forged'],
    forged: 2,
  },
  {
    title: 'an event that was accepted before its token was known is shown as forged when it comes again',
    arrivals: [
      arrive(1, 'completed', { retained: true }),
      arrive(1, 'completed', { retained: true, signature: 'forged', atMs: 9000 }),
    ],
    outcomes: ['accepted', 'forged'],
    status: 'completed',
    latest: '1 completed',
    notes: [null, 'forged'],
    forged: 1,
  },
  {
    title: 'a forged event alone starts nothing',
    arrivals: [arrive(1, 'started', { signature: 'forged' })],
    outcomes: ['forged'],
    status: 'pending',
    latest: null,
    notes: ['forged'],
    forged: 1,
  },
  {
    title: 'a publisher whose counter stands still can still end its job',
    arrivals: [arrive(1, 'started'), arrive(1, 'progress'), arrive(1, 'completed'), arrive(1, 'completed')],
    outcomes: ['accepted', 'duplicate', 'accepted', 'duplicate'],
    status: 'completed',
    latest: '1 completed',
    notes: [null, null],
    duplicates: 2,
  },
  {
    title: 'a publisher whose counter went back can still end its job',
    arrivals: [arrive(7, 'permission_required', { atMs: 1000 }), arrive(2, 'error')],
    status: 'error',
    latest: '7 permission_required',
    notes: [null, 'out-of-order'],
    missed: 4,
  },
  {
    title: 'a record that says cancelled ends the job without an event',
    start: withRecord(freshJob(), recordFacts({ status: 'cancelled' })),
    arrivals: [arrive(1, 'started'), arrive(2, 'permission_required')],
    status: 'cancelled',
    latest: '2 permission_required',
  },
  {
    title: 'an end that is late stays so when the record said completed first',
    start: withRecord(freshJob(), recordFacts({ status: 'completed' })),
    arrivals: [arrive(1, 'started'), arrive(2, 'completed', { atMs: 2 * hourMs })],
    status: 'completed',
    latest: '2 completed',
    notes: [null, 'late'],
  },
  {
    title: 'the terminal event of a cancelled job says more than its record, and is not late however late it comes',
    start: withRecord(freshJob(), recordFacts({ status: 'cancelled' })),
    arrivals: [arrive(1, 'started'), arrive(2, 'completed', { atMs: 2 * hourMs })],
    status: 'completed',
    latest: '2 completed',
  },
]

describe('fold, when something is wrong', () => {
  itTells(stories)
})

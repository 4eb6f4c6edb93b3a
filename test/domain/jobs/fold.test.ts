// The fold as a table: duplicates, reorders, gaps and ends.
import { describe } from 'vitest'
import { arrive } from './build-job.ts'
import { itTells, type Story } from './story.ts'

const stories: readonly Story[] = [
  {
    title: 'a job that nobody has picked up is pending',
    arrivals: [],
    status: 'pending',
    latest: null,
  },
  {
    title: 'the ordinary job runs and completes',
    arrivals: [arrive(1, 'started'), arrive(2, 'progress'), arrive(3, 'completed')],
    status: 'completed',
    latest: '3 completed',
  },
  {
    title: 'an error ends a job',
    arrivals: [arrive(1, 'started'), arrive(2, 'error')],
    status: 'error',
    latest: '2 error',
  },
  {
    title: 'a QoS 1 duplicate is counted and changes nothing',
    arrivals: [arrive(1, 'started'), arrive(2, 'progress'), arrive(2, 'progress', { atMs: 2500 })],
    outcomes: ['accepted', 'accepted', 'duplicate'],
    status: 'running',
    latest: '2 progress',
    notes: [null, null],
    duplicates: 1,
  },
  {
    title: 'a duplicate of the terminal event is counted and changes nothing',
    arrivals: [arrive(1, 'started'), arrive(2, 'completed'), arrive(2, 'completed', { atMs: 2500 })],
    outcomes: ['accepted', 'accepted', 'duplicate'],
    status: 'completed',
    latest: '2 completed',
    notes: [null, null],
    duplicates: 1,
  },
  {
    title: 'the retained event that comes again with a connection is not even counted',
    arrivals: [arrive(1, 'completed', { retained: true }), arrive(1, 'completed', { retained: true, atMs: 9000 })],
    outcomes: ['accepted', 'duplicate'],
    status: 'completed',
    latest: '1 completed',
    notes: [null],
  },
  {
    title: 'the retained copy of an end that was seen live is not counted either',
    arrivals: [arrive(1, 'started'), arrive(2, 'error'), arrive(2, 'error', { retained: true, atMs: 9000 })],
    outcomes: ['accepted', 'accepted', 'duplicate'],
    status: 'error',
    latest: '2 error',
    notes: [null, null],
  },
  {
    title: 'a late subscriber sees the final state, and misses nothing before it',
    arrivals: [arrive(41, 'completed', { retained: true })],
    status: 'completed',
    latest: '41 completed',
  },
  {
    title: 'of events out of order the highest seq says what the job does',
    arrivals: [arrive(1, 'started'), arrive(3, 'progress', { atMs: 2000 }), arrive(2, 'progress', { atMs: 3000 })],
    status: 'running',
    latest: '3 progress',
    notes: [null, null, 'out-of-order'],
  },
  {
    title: 'a gap is counted',
    arrivals: [arrive(2, 'started'), arrive(5, 'progress'), arrive(9, 'progress')],
    status: 'running',
    latest: '9 progress',
    notes: [null, null, null],
    missed: 5,
  },
  {
    title: 'an end that overtakes its job: the rest is history, fills the gap and changes no state',
    arrivals: [arrive(4, 'completed', { atMs: 1000 }), arrive(1, 'started'), arrive(2, 'permission_required')],
    status: 'completed',
    latest: '4 completed',
    notes: [null, 'after-end', 'after-end'],
    missed: 1,
  },
  {
    title: 'an agent that goes on after the end does not set the job running again',
    arrivals: [arrive(1, 'completed'), arrive(2, 'progress'), arrive(3, 'permission_required')],
    status: 'completed',
    latest: '3 permission_required',
    notes: [null, 'after-end', 'after-end'],
  },
  {
    title: 'an error after a completed is shown and ignored',
    arrivals: [arrive(1, 'started'), arrive(2, 'completed'), arrive(3, 'error')],
    outcomes: ['accepted', 'accepted', 'second-end'],
    status: 'completed',
    latest: '2 completed',
    notes: [null, null, 'second-end'],
    secondEndings: 1,
  },
  {
    title: 'the duplicate of a second end is a duplicate, and its seq leaves no gap',
    arrivals: [arrive(1, 'error'), arrive(2, 'completed'), arrive(2, 'completed', { atMs: 5000 })],
    outcomes: ['accepted', 'second-end', 'duplicate'],
    status: 'error',
    latest: '1 error',
    notes: [null, 'second-end'],
    duplicates: 1,
    secondEndings: 1,
  },
]

describe('fold', () => {
  itTells(stories)
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JobIndex } from '../../../src/app/deck/job-index.ts'
import { type AlertKind, alertOf, type CalmKind } from '../../../src/domain/attention/alert.ts'
import { AlertQueue } from '../../../src/domain/attention/alert-queue.ts'
import { statusAt } from '../../../src/domain/jobs/deadlines.ts'
import { fold } from '../../../src/domain/jobs/fold.ts'
import type { Job, Status } from '../../../src/domain/jobs/job.ts'
import type { Cause, Transition } from '../../../src/domain/jobs/transition.ts'
import { type Arrival, arrive, foldAll, freshJob, recordFacts } from '../jobs/build-job.ts'

const started = foldAll([arrive(1, 'started')])
const asks = foldAll([arrive(2, 'permission_required')], started)
const waits = foldAll([arrive(2, 'permission_required', { data: { kind: 'turn_ended' } })], started)
const failed = foldAll([arrive(2, 'error')], started)
const completed = foldAll([arrive(2, 'completed')], started)
const none: ReadonlySet<CalmKind> = new Set()
const all: ReadonlySet<CalmKind> = new Set(['completed', 'turn-ended'])

function change(before: Job | null, after: Job | null, cause: Cause, nowMs = 5_000): Transition {
  const key = (after ?? before ?? started).key
  const statusOf = (job: Job | null): Status | null => job && statusAt(job, nowMs)
  return { key, before, after, cause, from: statusOf(before), to: statusOf(after) }
}

/** Time alone has run a job's idle limit out. */
function silence(job: Job): Transition {
  return { ...change(job, job, 'tick', 900_000), from: 'running' }
}

describe('an alert', () => {
  it.each<[string, Transition, AlertKind]>([
    ['asks', change(started, asks, 'live'), 'needs-you'],
    ['asks with its first event', change(null, asks, 'live'), 'needs-you'],
    ['asked while the broker was out of reach', change(started, asks, 'queued'), 'needs-you'],
    ['asks after its end', change(failed, foldAll([arrive(9, 'permission_required')], failed), 'live'), 'needs-you'],
    ['fails', change(started, failed, 'live'), 'failed'],
    [
      'fails by its record',
      change(started, { ...started, record: recordFacts({ status: 'error' }) }, 'record'),
      'failed',
    ],
    ['falls silent', silence(started), 'timed-out'],
    [
      'asks another question before the first one is answered',
      change(asks, foldAll([arrive(3, 'permission_required')], asks), 'live'),
      'needs-you',
    ],
    [
      'asks after its turn had ended',
      change(waits, foldAll([arrive(3, 'permission_required')], waits), 'live'),
      'needs-you',
    ],
  ])('is given when a job %s', (_, transition, kind) => {
    expect(alertOf(transition, none)).toEqual({ kind, job: transition.after })
  })

  it.each<[string, Transition]>([
    ['goes on', change(asks, foldAll([arrive(3, 'progress')], asks), 'live')],
    ['completes', change(started, completed, 'live')],
    ['waits for the next prompt', change(started, waits, 'live')],
    [
      'reminds of its question',
      change(asks, foldAll([arrive(3, 'permission_required', { detail: 'permission_required 2' })], asks), 'live'),
    ],
    ['has asked according to a retained event', change(null, asks, 'retained')],
    ['has failed according to the ledger', change(null, failed, 'restored')],
    ['has failed according to a record that is new here', change(null, failed, 'record')],
    ['is silent since a retained event', silence(foldAll([arrive(1, 'started', { retained: true })]))],
    ['leaves the deck', change(asks, null, 'live')],
    ['is cancelled', change(started, { ...started, record: recordFacts({ status: 'cancelled' }) }, 'record')],
  ])('is not given when a job %s', (_, transition) => {
    expect(alertOf(transition, none)).toBeNull()
  })

  it('is given for a completed job and for a turn that has ended when the user wants that', () => {
    expect(alertOf(change(started, completed, 'live'), all)?.kind).toBe('completed')
    expect(alertOf(change(started, waits, 'live'), all)?.kind).toBe('turn-ended')
  })

  it('takes a question whose JSON was cut off for a question', () => {
    const long = arrive(2, 'permission_required', { data: { kind: 'turn_ended', text: 'x'.repeat(5_000) } })
    expect(alertOf(change(started, foldAll([long], started), 'live'), none)?.kind).toBe('needs-you')
  })
})

describe('what had waited at a broker', () => {
  it('is looked at when all of it is here', () => {
    const queue = new AlertQueue(none)
    expect(queue.take([change(started, asks, 'queued')], false)).toEqual([])
    expect(queue.take([], true)).toEqual([{ kind: 'needs-you', job: asks }])
    expect(queue.take([], true)).toEqual([])
  })

  it('gives no alert for a question that was answered in it', () => {
    const queue = new AlertQueue(none)
    queue.take([change(started, asks, 'queued')], false)
    queue.take([change(asks, foldAll([arrive(3, 'progress')], asks), 'queued')], false)
    expect(queue.take([], true)).toEqual([])
  })

  it('gives one alert for a question that stays open, whatever else comes', () => {
    const queue = new AlertQueue(none)
    queue.take([change(started, asks, 'queued')], false)
    queue.take([change(asks, { ...asks, duplicates: 1 }, 'live')], false)
    expect(queue.take([], true)).toHaveLength(1)
  })
})

/** A story of one job: each event may come several times, some while the broker is caught up with. */
const stories = fc.array(
  fc.record({
    event: fc.constantFrom('progress' as const, 'permission_required' as const),
    copies: fc.integer({ min: 1, max: 3 }),
    isQueued: fc.boolean(),
  }),
  { maxLength: 20 },
)

describe('whatever duplicates and outages come', () => {
  it('there is exactly one alert for each transition that is still open when it is looked at', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const index = new JobIndex(0)
        const queue = new AlertQueue(none)
        let job = freshJob()
        let alerts = 0
        let expected = 0
        let isAsking = false
        let isUntold = false
        const receive = ({ event, receipt }: Arrival, cause: Cause) => {
          const before = job
          job = fold(job, event, receipt).job
          index.note({ key: job.key, before, after: job, cause })
          alerts += queue.take(index.write(receipt.receivedMs), cause !== 'queued').length
        }
        story.forEach(({ event, copies, isQueued }, at) => {
          const cause = isQueued ? 'queued' : 'live'
          const arrival = arrive(at + 1, event, { detail: event })
          for (let copy = 0; copy < copies; copy++) receive(arrival, cause)
          const asksNow = event === 'permission_required'
          const isNew = asksNow && !isAsking
          isAsking = asksNow
          if (!asksNow) isUntold = false
          if (isNew) isUntold = true
          if (isUntold && !isQueued) {
            expected++
            isUntold = false
          }
        })
        alerts += queue.take([], true).length
        if (isUntold) expected++
        expect(alerts).toBe(expected)
      }),
    )
  })
})

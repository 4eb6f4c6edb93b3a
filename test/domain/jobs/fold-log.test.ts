import { describe, expect, it } from 'vitest'
import { fold } from '../../../src/domain/jobs/fold.ts'
import type { EventType } from '../../../src/domain/protocol/event.ts'
import { type ArrivalOptions, arrive, foldAll } from './build-job.ts'

type Step = readonly [seq: number, event: EventType, options?: ArrivalOptions]

const jobAfter = (...steps: readonly Step[]) => foldAll(steps.map((step) => arrive(...step)))

const past = { logPlace: 'past' } as const
const next = { logPlace: 'next' } as const
const longAgo = { atMs: -3_600_000 } as const

describe('an event of a log', () => {
  it('fills a hole in the numbers, and says nothing about what the job does now', () => {
    const job = jobAfter([1, 'started'], [3, 'progress'], [2, 'permission_required', { ...past, ...longAgo }])
    expect(job).toMatchObject({ seqs: [[1, 3]], request: null, latest: { seq: 3 }, lastEventMs: 3_000 })
    expect(job.history.at(-1)).toMatchObject({ seq: 2, note: null, isFromLog: true })
  })

  it('asks for the user when it is the last one', () => {
    expect(jobAfter([1, 'started'], [2, 'permission_required', next])).toMatchObject({ request: { receivedMs: 2_000 } })
  })

  it('ends the job without being late, however long nobody was listening', () => {
    const job = jobAfter([1, 'started'], [2, 'completed', { ...next, atMs: 10_000_000 }])
    expect(job).toMatchObject({ ending: { kind: 'completed', late: false } })
  })

  it('begins the numbers anew in the order of the log', () => {
    const job = jobAfter([1, 'started', next], [2, 'progress', next], [1, 'started', { ...next, detail: 'again' }])
    expect(job).toMatchObject({ latest: { seq: 1, detail: 'again' }, seqs: [[1, 1]] })
  })

  it('from before the numbers began anew does not become the newest by its higher number', () => {
    const job = jobAfter([1, 'started', { detail: 'again' }], [9, 'progress', past])
    expect(job.latest).toMatchObject({ seq: 1 })
  })

  it('may come from the broker once more without counting as a repeat, even if it was written in other bytes', () => {
    const steps: readonly Step[] = [
      [1, 'started', next],
      [2, 'permission_required', next],
      [3, 'progress', next],
    ]
    const { event, receipt } = arrive(2, 'permission_required')
    const again = fold(jobAfter(...steps), { ...event, content: event.content + 1 }, receipt)
    expect(again).toMatchObject({ outcome: 'duplicate', job: { duplicates: 0, request: null } })
  })

  it('does not make a lower number from the broker a restart, whenever that comes', () => {
    const job = jobAfter(
      [1, 'started', next],
      [5, 'progress', { ...next, ...longAgo }],
      [3, 'progress', { atMs: 9_000_000 }],
    )
    expect(job).toMatchObject({ latest: { seq: 5 }, missedBefore: 0 })
  })
})

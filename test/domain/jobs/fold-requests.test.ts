// A request for its person is on the screen whatever came before it: over every order, duplicate, restart, stray and outage.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asksAfterEnd, needsYou, statusAt } from '../../../src/domain/jobs/deadlines.ts'
import { fold, withRecord } from '../../../src/domain/jobs/fold.ts'
import { hearAgain } from '../../../src/domain/jobs/hear-again.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { needsAttention, placeAt } from '../../../src/domain/jobs/urgency.ts'
import { type Arrival, arrive, foldAll, freshJob, recordFacts } from './build-job.ts'

/** Numbers that collide, go back by a little and by much, and jump. */
const seq = fc.oneof(
  fc.integer({ min: 1, max: 8 }),
  fc.integer({ min: 90, max: 210 }),
  fc.constantFrom(10_001, 10_009, 50_000, 1_000_000_001, Number.MAX_SAFE_INTEGER),
)
const liveEvent = fc.constantFrom('started', 'permission_required', 'progress')
const anyEvent = fc.constantFrom('started', 'permission_required', 'progress', 'completed', 'error')
const waitMs = fc.constantFrom(0, 1_000, 59_999, 60_000, 130_000, 4_000_000)

interface Step {
  readonly seq: number
  readonly event: 'started' | 'permission_required' | 'progress' | 'completed' | 'error'
  readonly text: number
  readonly waitMs: number
  readonly retained: boolean
  /** How long ago the broker was heard last, as far as limits are judged: it was out of reach, and is back. */
  readonly unheardMs: number
}

const stepOf = (event: fc.Arbitrary<Step['event']>) =>
  fc.record({ seq, event, text: fc.integer({ min: 0, max: 2 }), waitMs, retained: fc.boolean(), unheardMs: waitMs })

function arrivalsOf(steps: readonly Step[]): readonly Arrival[] {
  let atMs = 0
  return steps.map((step) => {
    atMs += step.waitMs
    return arrive(step.seq, step.event, {
      atMs,
      judgedMs: atMs - step.unheardMs,
      retained: step.retained,
      detail: `text ${step.text}`,
    })
  })
}

const anyStart = fc.constantFrom<Job>(freshJob(), withRecord(freshJob(), recordFacts({ lastSeq: 100 })))

/** Since when and for what the user is asked, before the end of the job or after it. */
const askedOf = (job: Job) => needsYou(job) ?? asksAfterEnd(job)

/** What the list shows first, as long as nobody has seen it. */
const isOnTop = (job: Job, atMs: number) =>
  needsAttention(placeAt(job, atMs, false)) && placeAt(job, atMs, false).rank === 0

it('shows every request that is not a duplicate, whatever came before it, the end included', () => {
  fc.assert(
    fc.property(anyStart, fc.array(stepOf(anyEvent), { maxLength: 25 }), (start, steps) => {
      const received = new Set<string>()
      let job = start
      for (const { event, receipt } of arrivalsOf(steps)) {
        if (receipt.judgedMs < receipt.receivedMs) job = hearAgain(job, receipt.judgedMs, receipt.receivedMs)
        const identity = `${event.seq} ${event.event} ${event.detail}`
        const isNew = !received.has(identity)
        received.add(identity)
        const folded = fold(job, event, receipt)
        job = folded.job
        expect(folded.outcome === 'duplicate').toBe(!isNew)
        if (!isNew || event.event !== 'permission_required') continue
        expect(askedOf(job)).toEqual({ sinceMs: receipt.receivedMs, request: event.detail })
        expect([isOnTop(job, receipt.judgedMs), isOnTop(job, receipt.receivedMs)]).toEqual([true, true])
        const status = job.ending ? job.ending.kind : 'needs-you'
        expect([statusAt(job, receipt.judgedMs), statusAt(job, receipt.receivedMs)]).toEqual([status, status])
        if (job.ending === null) expect(folded.effect).toMatch(/^(newest|restarts)$/)
      }
    }),
    { numRuns: 500 },
  )
})

it('leaves a request standing until an event that is the newest, or the end; after the end until the next event', () => {
  fc.assert(
    fc.property(anyStart, fc.array(stepOf(anyEvent), { maxLength: 25 }), (start, steps) => {
      let job = start
      for (const { event, receipt } of arrivalsOf(steps)) {
        const [before, isAfterEnd] = [askedOf(job), job.ending !== null]
        const { job: after, effect, outcome } = fold(job, event, receipt)
        job = after
        if (before === null || event.event === 'permission_required') continue
        const isNext = isAfterEnd && outcome !== 'duplicate' && outcome !== 'stray'
        const isAnswered = isNext || effect === 'newest' || effect === 'restarts' || effect === 'ends'
        expect(askedOf(job)).toEqual(isAnswered ? null : before)
      }
    }),
    { numRuns: 500 },
  )
})

it('takes nothing back from a job that has ended', () => {
  fc.assert(
    fc.property(fc.array(stepOf(anyEvent), { maxLength: 25 }), (steps) => {
      const ended = foldAll([arrive(5, 'completed', { atMs: 0 })])
      const after = foldAll(arrivalsOf(steps), ended)
      expect(after.ending).toEqual(ended.ending)
      expect(needsYou(after)).toBeNull()
    }),
  )
})

it('counts no stray: neither among the numbers nor among the missing', () => {
  fc.assert(
    fc.property(fc.array(stepOf(liveEvent), { maxLength: 25 }), (steps) => {
      const small = arrivalsOf([{ seq: 1, event: 'started', text: 0, waitMs: 0, retained: false, unheardMs: 0 }])
      const strays = arrivalsOf(steps.map((step) => ({ ...step, seq: step.seq + 20_000 })))
      const job = foldAll([...small, ...strays])
      expect(job).toMatchObject({ seqs: [[1, 1]], missedBefore: 0, latest: { seq: 1, event: 'started' } })
    }),
  )
})

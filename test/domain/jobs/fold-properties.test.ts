// What holds for any sequence of events: order, duplication, clocks of publishers and forgeries make no difference.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endingOf, statusAt } from '../../../src/domain/jobs/deadlines.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import { missedCount } from '../../../src/domain/jobs/seq-set.ts'
import { isTerminal } from '../../../src/domain/protocol/event.ts'
import { type Arrival, arrive, foldAll } from './build-job.ts'

const nowMs = 60_000
const seq = fc.integer({ min: 1, max: 60 })
const liveEvent = fc.constantFrom('started', 'permission_required', 'progress')
const terminalEvent = fc.constantFrom('completed', 'error')
const anyEvent = fc.oneof(liveEvent, terminalEvent)
/** How long each arrival takes after the one before it. */
const waitsOf = (max: number) => fc.array(fc.integer({ min: 0, max }), { minLength: 30, maxLength: 30 })
const timestamp = fc.option(fc.constantFrom('1970-01-01T00:00:00Z', '2099-12-31T23:59:59Z', 'yesterday', ''))

/** Events of one job with different seqs, none of them an end. */
const liveArrivals = fc
  .uniqueArray(fc.tuple(seq, liveEvent), { selector: ([number]) => number, maxLength: 12 })
  .map((events) => events.map(([number, event]) => arrive(number, event)))

/** Events of one job with different seqs, one of them an end. */
const oneEnd = fc
  .tuple(liveArrivals, seq, terminalEvent)
  .map(([live, number, event]) => [...live.filter((one) => one.event.seq !== number), arrive(number, event)])

/** Any events, with seqs that may collide. */
const anyArrivals = fc.array(
  fc.tuple(seq, anyEvent, fc.boolean()).map(([number, event, retained]) => arrive(number, event, { retained })),
  { maxLength: 12 },
)

/** Two deliveries of the same events: each event once or more, in any order. */
function deliveriesOf(events: readonly Arrival[]): fc.Arbitrary<readonly [Arrival[], Arrival[]]> {
  const delivery = fc
    .array(fc.constantFrom(...events), { maxLength: 10 })
    .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }))
  return fc.tuple(delivery, delivery)
}

/** What must not depend on order and duplication. */
function stateOf(job: Job) {
  const { latest, seqs } = job
  const ending = endingOf(job)
  return {
    status: statusAt(job, nowMs),
    ending: ending && `${ending.kind} ${ending.detail}`,
    missed: missedCount(seqs),
    latest,
    seqs,
    firstEventMs: job.firstEventMs,
    lastEventMs: job.lastEventMs,
  }
}

/** The numbers of all that was kept: each event once. */
function countedSeqs(job: Job): readonly number[] {
  return job.history.map((entry) => entry.seq).sort((a, b) => a - b)
}

/** The delivery with receive times of its own. */
function spaced(delivery: readonly Arrival[], waitsMs: readonly number[]): readonly Arrival[] {
  let receivedMs = 0
  return delivery.map(({ event, receipt }, i) => {
    receivedMs += waitsMs[i] ?? 0
    return { event, receipt: { ...receipt, receivedMs } }
  })
}

describe('fold, for any events', () => {
  it('ends in the same state for any duplication and any order of the events of a job with one end', () => {
    fc.assert(
      fc.property(oneEnd.chain(deliveriesOf), ([one, other]) => {
        expect(stateOf(foldAll(one))).toEqual(stateOf(foldAll(other)))
        expect(endingOf(foldAll(one))).not.toBeNull()
      }),
    )
  })

  it('is in the same state for any duplication and any order while the job has not ended', () => {
    const deliveries = liveArrivals.filter((events) => events.length > 0).chain(deliveriesOf)
    fc.assert(
      fc.property(deliveries, ([one, other]) => {
        const [a, b] = [stateOf(foldAll(one)), stateOf(foldAll(other))]
        // Whether a request that came late has been answered, nobody knows: it shows.
        const hasRequest = one.some(({ event }) => event.event === 'permission_required')
        const status = hasRequest ? expect.stringMatching(/^(running|needs-you)$/) : b.status
        expect(a).toEqual({ ...b, status })
      }),
    )
  })

  it('ends in the same state when a delivery takes up to a minute', () => {
    const waits = waitsOf(1_999)
    const outline = (job: Job) => {
      const { status, ending, missed, seqs, latest } = stateOf(job)
      return { status, ending, missed, seqs, latest: [latest?.seq, latest?.event, latest?.detail] }
    }
    fc.assert(
      fc.property(oneEnd.chain(deliveriesOf), waits, waits, ([one, other], oneWaits, otherWaits) => {
        expect(outline(foldAll(spaced(one, oneWaits)))).toEqual(outline(foldAll(spaced(other, otherWaits))))
      }),
    )
  })

  it('ends with the same end however long a delivery takes: a late end is an end', () => {
    const waits = waitsOf(200_000)
    const outline = (job: Job) => {
      const { status, ending } = stateOf(job)
      return { status, ending, counted: countedSeqs(job) }
    }
    fc.assert(
      fc.property(oneEnd.chain(deliveriesOf), waits, waits, ([one, other], oneWaits, otherWaits) => {
        expect(outline(foldAll(spaced(one, oneWaits)))).toEqual(outline(foldAll(spaced(other, otherWaits))))
      }),
    )
  })

  it('ends as one job even when the end has the seq of another event', () => {
    const deliveries = fc
      .tuple(liveArrivals, seq, terminalEvent)
      .chain(([live, number, event]) => deliveriesOf([...live, arrive(number, event)]))
    fc.assert(
      fc.property(deliveries, ([one, other]) => {
        const [a, b] = [stateOf(foldAll(one)), stateOf(foldAll(other))]
        expect({ status: a.status, ending: a.ending, missed: a.missed }).toEqual({
          status: b.status,
          ending: b.ending,
          missed: b.missed,
        })
      }),
    )
  })

  it('lets the first end received win, whatever its seq', () => {
    fc.assert(
      fc.property(anyArrivals, (arrivals) => {
        const job = foldAll(arrivals)
        const first = arrivals.find(({ event }) => isTerminal(event.event))
        expect(job.ending?.kind ?? null).toBe(first?.event.event ?? null)
        expect(job.ending?.detail ?? null).toBe(first?.event.detail ?? null)
        expect(job.ending?.atMs ?? null).toBe(first?.receipt.receivedMs ?? null)
      }),
    )
  })

  it('never depends on a timestamp', () => {
    const stamped = fc.uniqueArray(fc.tuple(seq, anyEvent, timestamp, timestamp), {
      selector: ([number]) => number,
      maxLength: 12,
    })
    /** All but what was sent, as the history shows it and repeats are known by it. */
    const withoutContent = (job: Job) => ({
      ...job,
      seen: null,
      history: job.history.map((entry) => ({ ...entry, json: null })),
    })
    fc.assert(
      fc.property(stamped, (events) => {
        const one = events.map(([number, event, stamp]) => arrive(number, event, { timestamp: stamp }))
        const other = events.map(([number, event, , stamp]) => arrive(number, event, { timestamp: stamp }))
        expect(withoutContent(foldAll(one))).toEqual(withoutContent(foldAll(other)))
      }),
    )
  })

  it('is in the state that it would be in without the unsigned and the forged events', () => {
    const signature = fc.constantFrom('verified', 'unsigned', 'forged')
    const mixed = fc.array(fc.tuple(seq, anyEvent, signature), { maxLength: 12 })
    fc.assert(
      fc.property(mixed, (events) => {
        const arrivals = events.map(([number, event, signature]) => arrive(number, event, { signature }))
        const real = foldAll(arrivals.filter(({ receipt }) => receipt.signature === 'verified'))
        const all = foldAll(arrivals)
        const verified = all.history.filter((entry) => entry.signature === 'verified')
        expect({ ...all, unsigned: 0, forged: 0, history: verified }).toEqual(real)
      }),
    )
  })

  it('counts every arrival once: accepted, duplicate, second end or forged', () => {
    const live = anyArrivals.map((arrivals) =>
      arrivals.map(({ event, receipt }) => ({ event, receipt: { ...receipt, retained: false } })),
    )
    fc.assert(
      fc.property(live, (arrivals) => {
        const { history, duplicates, secondEndings } = foldAll(arrivals)
        expect(history.length + duplicates).toBe(arrivals.length)
        expect(history.filter((entry) => entry.note === 'second-end').length).toBe(secondEndings)
      }),
    )
  })

  it('does not touch the job that it is given', () => {
    fc.assert(
      fc.property(anyArrivals, anyArrivals, (before, after) => {
        const job = foldAll(before)
        const copy = structuredClone(job)
        foldAll(after, job)
        expect(job).toEqual(copy)
      }),
    )
  })
})

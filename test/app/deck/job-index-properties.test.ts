import fc from 'fast-check'
import { expect, it } from 'vitest'
import { JobIndex } from '../../../src/app/deck/job-index.ts'
import { wholeListing } from '../../../src/app/deck/listing.ts'
import { Acknowledgements } from '../../../src/domain/attention/acknowledgements.ts'
import { asksAfterEnd, statusAt } from '../../../src/domain/jobs/deadlines.ts'
import { newJob, withRecord } from '../../../src/domain/jobs/fold.ts'
import type { Job, RecordStatus, Status } from '../../../src/domain/jobs/job.ts'
import { brokerAt, embeddedBroker, type JobKey } from '../../../src/domain/jobs/job-key.ts'
import type { Cause, Transition } from '../../../src/domain/jobs/transition.ts'
import { eventTypes } from '../../../src/domain/protocol/event.ts'
import { arrive, foldAll, jobIdOf, recordFacts } from '../../domain/jobs/build-job.ts'
import { orderByUrgency } from '../../domain/jobs/order-by-urgency.ts'

/** The same ids on two brokers: six jobs. */
const slots = [embeddedBroker, brokerAt('mqtt://b:1883')].flatMap((broker) =>
  ['a', 'b', 'c'].map((id) => newJob(broker, jobIdOf(id), `jobs/${id}/events`)),
)
const limits = { timeoutSec: 40, idleTimeoutSec: 10 }

/** What an index is, computed anew from all jobs at every write. */
class NaiveIndex {
  readonly jobs = new Map<JobKey, Job>()
  readonly acknowledgements = new Acknowledgements()
  statuses = new Map<JobKey, Status>()
  order: readonly JobKey[] = []
  heldUntilMs = Number.NEGATIVE_INFINITY
  filter: 'all' | 'attention' | 'running' = 'all'
  isRelisted = false

  write(nowMs: number): void {
    this.statuses = new Map([...this.jobs].map(([key, job]) => [key, statusAt(job, nowMs)]))
    const isHeld = nowMs < this.heldUntilMs && this.order.length > 0 && !this.isRelisted
    this.isRelisted = false
    const listed = this.urgent(nowMs).filter((key) => this.isListed(key, nowMs))
    this.order = isHeld ? this.order.filter((key) => this.jobs.has(key)) : listed
  }

  urgent(nowMs: number): readonly JobKey[] {
    return orderByUrgency(this.jobs.values(), nowMs, this.seen(nowMs))
  }

  attention(nowMs: number): readonly JobKey[] {
    const seen = this.seen(nowMs)
    return this.urgent(nowMs).filter((key) => {
      const status = this.statuses.get(key)
      const job = this.jobs.get(key)
      const isOpen = status === 'error' || status === 'timed-out' || (job && asksAfterEnd(job))
      return status === 'needs-you' || (isOpen && !seen.has(key))
    })
  }

  isListed(key: JobKey, nowMs: number): boolean {
    if (this.filter === 'attention') return this.attention(nowMs).includes(key)
    return this.filter === 'all' || this.statuses.get(key) === 'running'
  }

  seen(nowMs: number): ReadonlySet<JobKey> {
    return new Set([...this.jobs.values()].filter((job) => this.acknowledgements.has(job, nowMs)).map(({ key }) => key))
  }

  counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const status of this.statuses.values()) counts[status] = (counts[status] ?? 0) + 1
    return counts
  }
}

type Step =
  | {
      readonly kind: 'event'
      readonly slot: number
      readonly event: (typeof eventTypes)[number]
      readonly cause: Cause
    }
  | { readonly kind: 'record'; readonly slot: number; readonly status: RecordStatus | null }
  | { readonly kind: 'leave' | 'look'; readonly slot: number }
  | { readonly kind: 'hold' }
  | { readonly kind: 'list'; readonly filter: NaiveIndex['filter'] }
  | { readonly kind: 'write'; readonly afterMs: number }

const slot = fc.nat(slots.length - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('event' as const),
    slot,
    event: fc.constantFrom(...eventTypes, 'progress' as const),
    cause: fc.constantFrom('live', 'retained', 'restored' as const),
  }),
  fc.record({
    kind: fc.constant('record' as const),
    slot,
    status: fc.constantFrom('pending', 'running', 'running', 'completed', 'error', 'cancelled', null),
  }),
  fc.record({ kind: fc.constantFrom('leave', 'look' as const), slot }),
  fc.record({ kind: fc.constant('hold' as const) }),
  fc.record({
    kind: fc.constant('list' as const),
    filter: fc.constantFrom('all', 'all', 'attention', 'running' as const),
  }),
  // Often nothing is due, sometimes several moments of a job are skipped at once.
  fc.record({ kind: fc.constant('write' as const), afterMs: fc.oneof(fc.nat(1_500), fc.nat(12_000)) }),
)

/** An index and its model, driven alike. */
class Twins {
  readonly model = new NaiveIndex()
  /** What the index last returned the jobs and the statuses as. */
  #shown = new Map<JobKey, { readonly job: Job; readonly status: Status }>()
  #nowMs = 100_000
  readonly index = new JobIndex(this.#nowMs)
  #seq = 0

  take(step: Step): void {
    if (step.kind === 'write') this.#write(step.afterMs)
    else if (step.kind === 'hold') {
      this.index.holdOrder(this.#nowMs)
      this.model.heldUntilMs = this.#nowMs + 2_000
    } else if (step.kind === 'list') this.#list(step.filter)
    else this.#change(step)
  }

  #list(filter: NaiveIndex['filter']): void {
    const show = filter === 'attention' ? 'attention' : 'all'
    this.index.setListing({ ...wholeListing, show, filter: filter === 'running' ? 'status:running' : '' })
    this.model.filter = filter
    this.model.isRelisted = true
  }

  #change(step: Exclude<Step, { kind: 'write' | 'hold' | 'list' }>): void {
    const fresh = slots[step.slot]
    if (!fresh) return
    const before = this.model.jobs.get(fresh.key) ?? null
    const job = before ?? fresh
    if (step.kind === 'look') {
      if (before) for (const one of [this.index, this.model.acknowledgements]) one.acknowledge(before, this.#nowMs)
    } else if (step.kind === 'event') {
      const arrival = arrive(++this.#seq, step.event, { atMs: this.#nowMs, retained: step.cause === 'retained' })
      this.#note(before, foldAll([arrival], job), step.cause)
    } else if (step.kind === 'record') {
      const createdMs = this.#nowMs - 5_000
      const record = step.status && recordFacts({ ...limits, status: step.status, createdMs, updatedMs: this.#nowMs })
      this.#note(before, withRecord(job, record), 'record')
    } else this.#note(before, null, 'record')
  }

  #note(before: Job | null, after: Job | null, cause: Cause): void {
    const key = (after ?? before)?.key
    if (key === undefined) return
    this.index.note({ key, before, after, cause })
    const isOver = after && !['pending', 'running', 'needs-you'].includes(statusAt(after, this.#nowMs))
    const isOld = cause === 'record' && before === null
    if (isOver && isOld) this.model.acknowledgements.acknowledge(after, this.#nowMs)
    if (after) this.model.jobs.set(key, after)
    else this.model.jobs.delete(key)
  }

  #write(afterMs: number): void {
    this.#nowMs += afterMs
    const transitions = this.index.write(this.#nowMs)
    this.model.write(this.#nowMs)
    this.#compare()
    this.#compareTransitions(transitions)
  }

  #compare(): void {
    const { index, model } = this
    const order = index.slice(0, index.size)
    expect(order).toEqual(model.order)
    expect(order.map((key) => index.placeOf(key))).toEqual(order.map((_, place) => place))
    expect(order.map((_, place) => index.at(place))).toEqual(order)
    const { attention } = index
    expect(attention.slice(0, attention.size)).toEqual(model.attention(this.#nowMs))
    expect(index.total).toBe(model.jobs.size)
    expect(new Set([...model.jobs.keys()].filter((key) => index.isSeen(key)))).toEqual(model.seen(this.#nowMs))
    expect(Object.fromEntries(Object.entries(index.counts).filter(([, count]) => count !== 0))).toEqual(model.counts())
    for (const { key } of slots) expect(index.get(key)).toBe(model.jobs.get(key))
  }

  #compareTransitions(transitions: readonly Transition[]): void {
    const { jobs, statuses } = this.model
    const expected = slots.flatMap(({ key }) => {
      const was = this.#shown.get(key)
      const [before, from] = [was?.job ?? null, was?.status ?? null]
      const [after, to] = [jobs.get(key) ?? null, statuses.get(key) ?? null]
      return before === after && from === to ? [] : [{ key, before, after, from, to }]
    })
    const byKey = (a: { key: JobKey }, b: { key: JobKey }) => (a.key < b.key ? -1 : 1)
    const found = transitions.map(({ cause: _, ...transition }) => transition)
    expect(found.toSorted(byKey)).toEqual(expected.toSorted(byKey))
    this.#shown = new Map(
      [...jobs].flatMap(([key, job]) => {
        const status = statuses.get(key)
        return status ? [[key, { job, status }] as const] : []
      }),
    )
  }
}

it('is what looking at every job would give, after any events, records, looks, holds and switches', () => {
  fc.assert(
    fc.property(fc.array(step, { size: '+1' }), (steps) => {
      const twins = new Twins()
      for (const one of steps) twins.take(one)
      // However the run ends, the hold is over in the end and every limit has passed.
      for (const afterMs of [0, 2_000, 50_000, 4_000_000]) twins.take({ kind: 'write', afterMs })
    }),
    { numRuns: 300 },
  )
})

// The jobs of the whole deck, from every feed: their status, order and whether they are seen. Changes are noted as they
// come and applied by `write`, whose cost depends on what has changed and what is due, not on the number of jobs.
import { Acknowledgements, stateToSee } from '../../domain/attention/acknowledgements.ts'
import { isBacklog } from '../../domain/attention/backlog.ts'
import { FlagBook, flagsAt, type JobFlags } from '../../domain/attention/job-flags.ts'
import { endingOf, statusAt } from '../../domain/jobs/deadlines.ts'
import type { Job, Status } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { Cause, JobChange, Transition } from '../../domain/jobs/transition.ts'
import {
  afterAttention,
  beforeEnded,
  beforeEndedBy,
  needsAttention,
  nextChangeMs,
  placeAt,
} from '../../domain/jobs/urgency.ts'
import { DeadlineQueue } from './deadline-queue.ts'
import { EntryCounts, type IndexEntry, isDismissed } from './entry-counts.ts'
import { JobOrder } from './job-order.ts'
import type { JobList, JobsView } from './jobs-view.ts'
import { filterOf, type Listing, wholeListing } from './listing.ts'
import type { RestoredMarks } from './restored-marks.ts'

/** How long the order is held after a key (UX.md). */
const holdMs = 2_000

export class JobIndex implements JobsView {
  readonly #entries = new Map<JobKey, IndexEntry>()
  #order = new JobOrder()
  readonly #attention = new JobOrder()
  /** When each job will next change by time alone. */
  readonly #deadlines = new DeadlineQueue<JobKey>()
  readonly #acknowledgements = new Acknowledgements()
  readonly #flags = new FlagBook()
  readonly #onFlags: (job: Job, flags: JobFlags) => void
  /** What the next write applies: changed jobs, and jobs of which the user has seen or decided something. */
  readonly #changes = new Map<JobKey, JobChange>()
  readonly #marked = new Set<JobKey>()
  readonly #counts = new EntryCounts()
  #listing = wholeListing
  #filter = filterOf(wholeListing)
  #isRelisted = false
  #heldUntilMs = Number.NEGATIVE_INFINITY
  #version = 0
  /** The moment of the last write, and the one that limits were judged for. */
  #nowMs: number
  #judgedMs: number

  /** @param onFlags gets the flags of a job whenever they change, to be kept */
  constructor(nowMs: number, onFlags: (job: Job, flags: JobFlags) => void = () => {}) {
    this.#nowMs = nowMs
    this.#onFlags = onFlags
    this.#judgedMs = nowMs
  }

  /** Increases with each write that changes anything. */
  get version(): number {
    return this.#version
  }

  get size(): number {
    return this.#order.size
  }

  get total(): number {
    return this.#entries.size
  }

  get dismissed(): number {
    return this.#counts.dismissed
  }

  get counts(): Readonly<Record<Status, number>> {
    return this.#counts.counts.snapshot()
  }

  get unseen(): Readonly<Record<Status, number>> {
    return this.#counts.unseen.snapshot()
  }

  get attention(): JobList {
    return this.#attention
  }

  get isHeld(): boolean {
    return this.#order.isHeld
  }

  get(key: JobKey): Job | undefined {
    return this.#entries.get(key)?.job
  }

  at(place: number): JobKey | undefined {
    return this.#order.at(place)
  }

  slice(from: number, to: number): readonly JobKey[] {
    return this.#order.slice(from, to)
  }

  placeOf(key: JobKey): number {
    return this.#order.placeOf(key)
  }

  isSeen(key: JobKey): boolean {
    return this.#entries.get(key)?.isSeen ?? false
  }

  flagsOf(key: JobKey): JobFlags {
    return this.#flags.of(key)
  }

  attentionFirst(): number {
    return this.#order.countBefore(afterAttention)
  }

  firstEnded(): number {
    return this.#order.countBefore(beforeEnded)
  }

  firstEndedBy(atMs: number): number {
    return this.#order.countBefore(beforeEndedBy(atMs))
  }

  /** Notes a change for the next write. Of several changes of a job, the one that changed its status gives the cause. */
  readonly note = (change: JobChange): void => {
    if (isBacklog(change)) this.#acknowledgeEnd(change.after)
    const noted = this.#changes.get(change.key)
    if (!noted) {
      this.#changes.set(change.key, change)
      return
    }
    // A job that left and came back counts as the latest arrival.
    if (noted.after === null) this.#changes.delete(change.key)
    const isSameStatus = noted.cause === change.cause || this.#statusOf(change.before) === this.#statusOf(change.after)
    this.#changes.set(change.key, { ...change, before: noted.before, cause: isSameStatus ? noted.cause : change.cause })
  }

  /** Marks the job as seen in its state as judged for `nowMs`. */
  acknowledge(job: Job, nowMs: number): void {
    this.#marked.add(job.key)
    const forgotten = this.#acknowledgements.acknowledge(job, nowMs)
    if (forgotten !== null) this.#marked.add(forgotten)
  }

  /** What the user has decided about the job, from the next write on. */
  setFlags(job: Job, flags: JobFlags): void {
    this.#flags.set(job.key, flags)
    this.#marked.add(job.key)
    this.#onFlags(job, flags)
  }

  /** What the user has seen and decided according to the ledger. */
  restoreMarks({ seen, flags }: RestoredMarks): void {
    for (const [key, state] of seen) this.#acknowledgements.restore(key, state)
    for (const [key, decided] of flags) this.#flags.set(key, decided)
    for (const key of [...seen.keys(), ...flags.keys()]) this.#marked.add(key)
  }

  get listing(): Listing {
    return this.#listing
  }

  /** The next write lists other jobs, or in another order, held or not: the user has asked for it. */
  setListing(listing: Listing): void {
    this.#listing = listing
    this.#filter = filterOf(listing)
    this.#isRelisted = true
  }

  /** The user presses keys: from the next write on the order is held. */
  holdOrder(nowMs: number): void {
    this.#heldUntilMs = nowMs + holdMs
  }

  /** When the next limit runs out; null when none is running. */
  get nextDeadlineMs(): number | null {
    return this.#deadlines.firstMs
  }

  /** Whether a limit has run out that was not judged yet. */
  get isInDoubt(): boolean {
    return this.#deadlines.isDue(this.#nowMs)
  }

  /**
   * Applies what was noted and what is due. Limits are judged for `judgedMs`, up to which the broker has been heard. Returns the
   * jobs that are new or gone or have changed.
   */
  write(nowMs: number, judgedMs = nowMs): readonly Transition[] {
    // After the wall clock was set, a tick may be earlier than the last write.
    this.#nowMs = Math.max(this.#nowMs, nowMs)
    this.#judgedMs = Math.min(this.#nowMs, judgedMs)
    const transitions: Transition[] = []
    let isChanged = this.#holdOrRelease() || this.#changes.size > 0 || this.#marked.size > 0
    for (const change of this.#changes.values()) this.#apply(change, transitions)
    this.#changes.clear()
    for (const key of this.#marked) this.#refresh(key, transitions)
    this.#marked.clear()
    for (let key = this.#due(); key !== undefined; key = this.#due()) {
      this.#refresh(key, transitions)
      isChanged = true
    }
    if (this.#relist() || isChanged) this.#version++
    return transitions
  }

  #acknowledgeEnd(job: Job | null): void {
    if (job && (endingOf(job) || statusAt(job, this.#nowMs) === 'timed-out')) this.acknowledge(job, this.#nowMs)
  }

  #statusOf(job: Job | null): Status | null {
    return job && statusAt(job, this.#judgedMs)
  }

  #due(): JobKey | undefined {
    return this.#deadlines.popDue(this.#judgedMs)
  }

  /** Nothing moves under the hand in a list that is empty. */
  #holdOrRelease(): boolean {
    if (this.#nowMs >= this.#heldUntilMs || this.#order.size === 0) {
      const wasHeld = this.#order.isHeld
      return this.#order.release() || wasHeld
    }
    this.#order.hold()
    return false
  }

  #relist(): boolean {
    if (!this.#isRelisted) return false
    this.#isRelisted = false
    const { isHeld } = this.#order
    this.#order = new JobOrder()
    for (const entry of this.#entries.values()) this.#list(entry)
    if (isHeld) this.#order.hold()
    return true
  }

  /** Gives the job its place in the list, if the filter lets it through. */
  #list(entry: IndexEntry): void {
    const { job, isSeen } = entry
    const place = placeAt(job, this.#judgedMs, isSeen, this.#listing.sortBy)
    const subject = { ...entry, needsAttention: needsAttention(place) && !isDismissed(entry) }
    const isListed = this.#filter(subject)
    // The user has just taken it off: it does not wait until the order may change.
    if (isDismissed(entry) && !isListed) this.#order.delete(job.key)
    else this.#order.put(job.key, isListed ? place : null)
    this.#attention.put(job.key, subject.needsAttention ? place : null)
  }

  #apply({ key, after, cause }: JobChange, transitions: Transition[]): void {
    if (after) {
      this.#place(after, cause, transitions)
      return
    }
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#order.delete(key)
    this.#attention.delete(key)
    this.#counts.move(entry, null)
    this.#deadlines.set(key, null)
    transitions.push({ key, before: entry.job, after, cause, from: entry.status, to: null })
  }

  #refresh(key: JobKey, transitions: Transition[]): void {
    const entry = this.#entries.get(key)
    if (entry) this.#place(entry.job, 'tick', transitions)
  }

  #place(job: Job, cause: Cause, transitions: Transition[]): void {
    const { key } = job
    const before = this.#entries.get(key)
    const status = statusAt(job, this.#judgedMs)
    const isSeen = this.#acknowledgements.has(job, this.#judgedMs)
    const entry = { job, status, isSeen, flags: this.#flagsAt(job, status, before) }
    this.#entries.set(key, entry)
    this.#list(entry)
    this.#counts.move(before ?? null, entry)
    this.#deadlines.set(key, nextChangeMs(job, this.#judgedMs))
    if (before?.job === job && before.status === status) return
    transitions.push({ key, before: before?.job ?? null, after: job, cause, from: before?.status ?? null, to: status })
  }

  /** The flags of a job in its present state, in which a dismissed one may come back. */
  #flagsAt(job: Job, status: Status, before: IndexEntry | undefined): JobFlags {
    const flags = this.#flags.of(job.key)
    if (flags.dismissed === null) return flags
    const isSameQuestion = before?.job.request?.detail === job.request?.detail
    const goesOn = before?.status === status && isDismissed(before) && isSameQuestion
    const now = flagsAt(flags, status, stateToSee(job, this.#judgedMs), goesOn)
    if (now !== flags) {
      this.#flags.set(job.key, now)
      this.#onFlags(job, now)
    }
    return now
  }
}

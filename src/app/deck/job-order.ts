// The order in which the list shows its jobs: by urgency, but held while the user presses keys. Meanwhile changed jobs keep their
// old places, new ones wait outside, and those that the filter no longer lets through stay.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { comparePlaces, type Place } from '../../domain/jobs/urgency.ts'
import { SortedList } from './sorted-list.ts'

export class JobOrder {
  readonly #list = new SortedList<Place>(comparePlaces)
  /** The place of each job. */
  readonly #places = new Map<JobKey, Place>()
  /** While held: the places that jobs will take afterwards, where they differ; null for those that will leave. */
  readonly #waiting = new Map<JobKey, Place | null>()
  #isHeld = false

  get size(): number {
    return this.#list.size
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  hold(): void {
    this.#isHeld = true
  }

  /** Moves every waiting job to its place. Returns whether there was any. */
  release(): boolean {
    this.#isHeld = false
    if (this.#waiting.size === 0) return false
    for (const [job, place] of this.#waiting) this.#settle(job, place)
    this.#waiting.clear()
    return true
  }

  /** Gives a job its place, null for none, as soon as the order may change. */
  put(job: JobKey, place: Place | null): void {
    if (!this.#isHeld) this.#settle(job, place)
    else if (isSame(this.#places.get(job) ?? null, place)) this.#waiting.delete(job)
    else this.#waiting.set(job, place)
  }

  /** Takes a job out that is no longer on the deck, held or not. */
  delete(job: JobKey): void {
    this.#settle(job, null)
    this.#waiting.delete(job)
  }

  at(place: number): JobKey | undefined {
    return this.#list.at(place)?.job
  }

  slice(from: number, to: number): readonly JobKey[] {
    return this.#list.slice(from, to).map(({ job }) => job)
  }

  /** How many jobs are before this one; -1 for an unknown job. */
  placeOf(job: JobKey): number {
    const place = this.#places.get(job)
    return place ? this.#list.rankOf(place) : -1
  }

  /** How many jobs are before a place that need not be a job's. */
  countBefore(place: Place): number {
    return this.#list.rankOf(place)
  }

  #settle(job: JobKey, place: Place | null): void {
    const before = this.#places.get(job) ?? null
    if (isSame(before, place)) return
    if (before) this.#list.delete(before)
    if (place) this.#list.add(place)
    if (place) this.#places.set(job, place)
    else this.#places.delete(job)
  }
}

function isSame(a: Place | null, b: Place | null): boolean {
  return a === b || (a !== null && b !== null && comparePlaces(a, b) === 0)
}

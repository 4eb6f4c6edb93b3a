// The order in which the deck shows its jobs: by urgency, but held while the user moves the selection. Meanwhile changed
// jobs keep their old places, and new ones are at the end.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { comparePlaces, type Place } from '../../domain/jobs/urgency.ts'
import { SortedList } from './sorted-list.ts'

export class JobOrder {
  readonly #list = new SortedList<Place>(comparePlaces)
  /** The place of each job. */
  readonly #places = new Map<JobKey, Place>()
  /** While held: the places that jobs will take afterwards, where they differ. */
  readonly #waiting = new Map<JobKey, Place>()
  #isHeld = false
  #arrivals = 0

  get size(): number {
    return this.#list.size
  }

  hold(): void {
    this.#isHeld = true
  }

  /** Moves every waiting job to its place. Returns whether there was any. */
  release(): boolean {
    this.#isHeld = false
    if (this.#waiting.size === 0) return false
    for (const place of this.#waiting.values()) this.#move(place)
    this.#waiting.clear()
    return true
  }

  /** Puts a job in its place, as soon as the order may change. */
  put(place: Place): void {
    if (!this.#isHeld) {
      this.#move(place)
      return
    }
    const current = this.#places.get(place.job)
    if (!current) this.#move({ job: place.job, rank: Number.POSITIVE_INFINITY, key: this.#arrivals++ })
    if (current && comparePlaces(current, place) === 0) this.#waiting.delete(place.job)
    else this.#waiting.set(place.job, place)
  }

  delete(job: JobKey): void {
    const place = this.#places.get(job)
    if (place) this.#list.delete(place)
    this.#places.delete(job)
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

  #move(place: Place): void {
    const before = this.#places.get(place.job)
    if (before && comparePlaces(before, place) === 0) return
    if (before) this.#list.delete(before)
    this.#list.add(place)
    this.#places.set(place.job, place)
  }
}

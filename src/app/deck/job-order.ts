// The order in which the deck shows its jobs: by urgency, but held still while the person moves about. Then changed jobs
// wait at their old places, and new ones stand at the end.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { comparePlaces, type Place } from '../../domain/jobs/urgency.ts'
import { SortedList } from './sorted-list.ts'

export class JobOrder {
  readonly #list = new SortedList<Place>(comparePlaces)
  /** Where each job stands. */
  readonly #places = new Map<JobKey, Place>()
  /** While held: where jobs will stand afterwards, if not where they do now. */
  readonly #waiting = new Map<JobKey, Place>()
  #isHeld = false
  #arrivals = 0

  get size(): number {
    return this.#list.size
  }

  hold(): void {
    this.#isHeld = true
  }

  /** Lets every job take its place. Returns whether any was waiting for that. */
  release(): boolean {
    this.#isHeld = false
    if (this.#waiting.size === 0) return false
    for (const place of this.#waiting.values()) this.#move(place)
    this.#waiting.clear()
    return true
  }

  /** Puts a job where it belongs, as soon as the order may change. */
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

  /** How many jobs stand before this one; -1 for a job that is not here. */
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

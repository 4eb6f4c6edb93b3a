// How many jobs are in each status, counted as they change.
import type { Status } from '../../domain/jobs/job.ts'

export class StatusCounts {
  readonly #counts: Record<Status, number> = {
    pending: 0,
    running: 0,
    'needs-you': 0,
    'timed-out': 0,
    completed: 0,
    error: 0,
    cancelled: 0,
  }
  #shown: Readonly<Record<Status, number>> = { ...this.#counts }
  #isChanged = false

  /** A job goes from one status to another; null where it is not counted. */
  move(from: Status | null, to: Status | null): void {
    if (from === to) return
    if (from) this.#counts[from]--
    if (to) this.#counts[to]++
    this.#isChanged = true
  }

  /** The numbers now; the same object as long as no number changes. */
  snapshot(): Readonly<Record<Status, number>> {
    if (this.#isChanged) this.#shown = { ...this.#counts }
    this.#isChanged = false
    return this.#shown
  }
}

// Which jobs keep their last events in memory, and all that they remember of repeats: those that were heard last. The ledger has
// the rest, and a history that is looked at is read from there.
import type { Job } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/** How large they may be together, in characters of one or two bytes. */
const maxTotalChars = 6_000_000
/** The jobs that were looked at last keep what they have: they may be on the screen. */
const maxLookedAt = 64
/** The size of an entry besides its texts, and of one event that is remembered for its repeats. */
const entryChars = 200
const seenChars = 8

export class RecentHistories {
  readonly #maxChars: number
  /** The size of each, the longest silent first. */
  readonly #chars = new Map<JobId, number>()
  readonly #lookedAt = new Set<JobId>()
  #total = 0

  constructor(maxChars = maxTotalChars) {
    this.#maxChars = maxChars
  }

  /** A job was heard. */
  note({ id, history, seen }: Job): void {
    this.forget(id)
    let chars = (seen.lists.length * (seen.lists[0]?.length ?? 0) + seen.latest.length) * seenChars
    for (const { detail, json } of history) chars += entryChars + detail.length + json.length
    this.#chars.set(id, chars)
    this.#total += chars
  }

  /** The job is gone, or its history is. */
  forget(id: JobId): void {
    this.#total -= this.#chars.get(id) ?? 0
    this.#chars.delete(id)
  }

  lookAt(id: JobId): void {
    this.#lookedAt.delete(id)
    this.#lookedAt.add(id)
    const [oldest] = this.#lookedAt
    if (oldest !== undefined && this.#lookedAt.size > maxLookedAt) this.#lookedAt.delete(oldest)
  }

  /** The job whose history goes next, because all of them are too large; null when they are not. It is forgotten then. */
  next(): JobId | null {
    if (this.#total <= this.#maxChars) return null
    for (const id of this.#chars.keys()) {
      if (this.#lookedAt.has(id)) continue
      this.forget(id)
      return id
    }
    return null
  }
}

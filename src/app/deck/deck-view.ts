// From the jobs to what the deck shows of them as a whole: how many of each status, in what order, which are seen.
import { statusAt, timeoutAt } from '../../domain/jobs/deadlines.ts'
import type { Job, Status } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import { orderByUrgency } from '../../domain/jobs/urgency.ts'

/** How long the order holds still after the person moved (UX.md). */
const holdMs = 2_000
/** Looks are kept for jobs that are not shown too, such as another broker's: this many of the newest. */
const maxLooks = 50_000

export class DeckView {
  #order: readonly JobKey[] = []
  #heldUntilMs = Number.NEGATIVE_INFINITY
  /** What the person saw of a job when looking at it: another status, or another time-out, is unseen again. */
  readonly #lookedAt = new Map<JobKey, string>()

  hold(nowMs: number): void {
    this.#heldUntilMs = nowMs + holdMs
  }

  look(job: Job, nowMs: number): void {
    this.#lookedAt.delete(job.key)
    this.#lookedAt.set(job.key, sightOf(job, statusAt(job, nowMs), nowMs))
    if (this.#lookedAt.size <= maxLooks) return
    const [oldest] = this.#lookedAt.keys()
    if (oldest !== undefined) this.#lookedAt.delete(oldest)
  }

  /** Statuses, counts, the seen set and the order at `nowMs`. */
  at(jobs: ReadonlyMap<JobKey, Job>, nowMs: number) {
    const counts: Record<Status, number> = {
      pending: 0,
      running: 0,
      'needs-you': 0,
      'timed-out': 0,
      completed: 0,
      error: 0,
      cancelled: 0,
    }
    const seen = new Set<JobKey>()
    for (const job of jobs.values()) {
      const status = statusAt(job, nowMs)
      counts[status]++
      const lookedAt = this.#lookedAt.get(job.key)
      if (lookedAt !== undefined && lookedAt === sightOf(job, status, nowMs)) seen.add(job.key)
    }
    this.#order = this.#isHeld(nowMs) ? this.#orderHeld(jobs) : orderByUrgency(jobs.values(), nowMs, seen)
    return { counts, seen, order: this.#order }
  }

  #isHeld(nowMs: number): boolean {
    return nowMs < this.#heldUntilMs
  }

  /** The order as it was, without what is gone, with what is new at the end. */
  #orderHeld(jobs: ReadonlyMap<JobKey, Job>): readonly JobKey[] {
    const known = new Set(this.#order)
    const added = [...jobs.keys()].filter((key) => !known.has(key))
    return [...this.#order.filter((key) => jobs.has(key)), ...added]
  }
}

/** A job can fall silent more than once: each time is a sight of its own. */
function sightOf(job: Job, status: Status, nowMs: number): string {
  if (status !== 'timed-out') return status
  return timeoutAt(job, nowMs)?.limit === 'idle' ? `idle since ${job.lastEventMs}` : 'total'
}

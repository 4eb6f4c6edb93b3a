// A broker's queue drops the newest messages when it is full, and says nothing. Numbers that are missing after a session was
// resumed show it (PROTOCOL.md §8).
import type { Job } from '../../domain/jobs/job.ts'
import { missedCount } from '../../domain/jobs/seq-set.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Cancel, Clock } from '../../io/clock/clock.ts'

/** The hole in a job's numbers shows with its next event, which may take a while; what is late has come by then. */
const looksAfterMs = [10_000, 60_000, 300_000]

export class OverflowWatch {
  readonly #clock: Clock
  readonly #jobs: () => ReadonlyMap<JobId, Job>
  /** How many numbers each job lacked before the queue came; null while that is not known. */
  #missedBefore: ReadonlyMap<JobId, number> | null = null
  #timers: readonly Cancel[] = []

  constructor(clock: Clock, jobs: () => ReadonlyMap<JobId, Job>) {
    this.#clock = clock
    this.#jobs = jobs
  }

  /** Call when nothing arrives any more, or nothing has arrived yet. */
  remember(): void {
    this.#missedBefore = new Map(Array.from(this.#jobs(), ([id, job]) => [id, missedOf(job)]))
  }

  /** Call when a session was resumed. Calls `onOverflow` at most once. */
  begin(onOverflow: () => void): void {
    this.stop()
    const look = () => {
      if (!this.#hasMissedMore()) return
      this.stop()
      onOverflow()
    }
    this.#timers = looksAfterMs.map((ms) => this.#clock.after(ms, look))
  }

  stop(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers = []
  }

  /** A job that was not known before says nothing: its first event may have any number. */
  #hasMissedMore(): boolean {
    const before = this.#missedBefore
    return before !== null && [...this.#jobs()].some(([id, job]) => missedOf(job) > (before.get(id) ?? Infinity))
  }
}

function missedOf({ missedBefore, seqs }: Job): number {
  return missedBefore + missedCount(seqs)
}

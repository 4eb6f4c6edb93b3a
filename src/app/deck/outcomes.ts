// The outcome of the last event that was emitted for each job, shown for a while once it is known.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { EmitOutcome } from '../actions/emit-outcome.ts'

/** How long a known outcome is shown; a pending one is shown until it is known. */
const staysMs: Readonly<Record<EmitOutcome['tone'], number>> = {
  busy: Number.POSITIVE_INFINITY,
  good: 15_000,
  bad: 120_000,
}

export class Outcomes {
  #outcomes: ReadonlyMap<JobKey, EmitOutcome> = new Map()

  set(job: JobKey, outcome: EmitOutcome): void {
    this.#outcomes = new Map(this.#outcomes).set(job, outcome)
  }

  /** The outcomes to show at `nowMs`; the same map as before when nothing has changed. */
  at(nowMs: number): ReadonlyMap<JobKey, EmitOutcome> {
    const isOver = ({ tone, atMs }: EmitOutcome) => nowMs > atMs + staysMs[tone]
    if ([...this.#outcomes.values()].some(isOver))
      this.#outcomes = new Map([...this.#outcomes].filter(([, outcome]) => !isOver(outcome)))
    return this.#outcomes
  }
}

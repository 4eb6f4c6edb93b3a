// What became of the last event that was emitted for each job: shown until it is known, and a while longer.
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { EmitOutcome } from '../actions/emit-outcome.ts'

/** How long a known outcome stays; one that is still on its way stays until it is known. */
const staysMs: Readonly<Record<EmitOutcome['tone'], number>> = {
  busy: Number.POSITIVE_INFINITY,
  good: 15_000,
  bad: 120_000,
}

export class Outcomes {
  #outcomes: ReadonlyMap<JobId, EmitOutcome> = new Map()

  set(jobId: JobId, outcome: EmitOutcome): void {
    this.#outcomes = new Map(this.#outcomes).set(jobId, outcome)
  }

  /** The outcomes that are to be shown at `nowMs`; the same map as before when nothing changed. */
  at(nowMs: number): ReadonlyMap<JobId, EmitOutcome> {
    const isOver = ({ tone, atMs }: EmitOutcome) => nowMs > atMs + staysMs[tone]
    if ([...this.#outcomes.values()].some(isOver))
      this.#outcomes = new Map([...this.#outcomes].filter(([, outcome]) => !isOver(outcome)))
    return this.#outcomes
  }
}

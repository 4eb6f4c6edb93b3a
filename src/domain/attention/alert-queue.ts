// Alerts at the right moment: what had waited at a broker out of reach is looked at when the last of it is here, because an answer
// may be among it.
import type { JobKey } from '../jobs/job-key.ts'
import type { Transition } from '../jobs/transition.ts'
import { type Alert, alertOf, type CalmKind } from './alert.ts'

export class AlertQueue {
  readonly #wanted: ReadonlySet<CalmKind>
  /** What the queue of the broker has brought, as long as nothing has changed it since. */
  readonly #waiting = new Map<JobKey, Alert>()

  constructor(wanted: ReadonlySet<CalmKind>) {
    this.#wanted = wanted
  }

  /** The alerts that are due after these transitions. `hasCaughtUp`: everything that had waited is here. */
  take(transitions: readonly Transition[], hasCaughtUp: boolean): readonly Alert[] {
    const due: Alert[] = []
    for (const transition of transitions) {
      const alert = alertOf(transition, this.#wanted)
      if (transition.from !== transition.to) this.#waiting.delete(transition.key)
      if (!alert) continue
      if (transition.cause === 'queued') this.#waiting.set(transition.key, alert)
      else due.push(alert)
    }
    if (!hasCaughtUp || this.#waiting.size === 0) return due
    due.push(...this.#waiting.values())
    this.#waiting.clear()
    return due
  }
}

// What a write of the store has changed, for those who act on it rather than show it.
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { Transition } from '../../domain/jobs/transition.ts'
import type { DeckSummary } from '../attention/summary-texts.ts'

export interface DeckWrite extends DeckSummary {
  readonly transitions: readonly Transition[]
  /** Whether everything that had waited at the broker is here. */
  readonly hasCaughtUp: boolean
  /** Whether the user is not to be called for a job: it is silenced, or dismissed. */
  readonly isQuiet: (job: JobKey) => boolean
}

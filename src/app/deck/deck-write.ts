// What a write of the store has changed, for those who act on it rather than show it.
import type { Transition } from '../../domain/jobs/transition.ts'
import type { DeckSummary } from '../attention/summary-texts.ts'

export interface DeckWrite extends DeckSummary {
  readonly transitions: readonly Transition[]
  /** Whether everything that had waited at the broker is here. */
  readonly hasCaughtUp: boolean
}

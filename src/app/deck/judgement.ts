// What the ledger is to know of an event that was folded into its job: why it is not an ordinary one, and what it has done.
import type { Folded } from '../../domain/jobs/fold.ts'
import type { EntryNote } from '../../domain/jobs/job.ts'
import type { Effect } from '../../io/ledger/ledger.ts'

export interface Judgement {
  readonly note: EntryNote | null
  readonly effect: Effect
}

/** Null for a duplicate, which is in the ledger already. */
export function judgementOf({ job, outcome, transition }: Folded): Judgement | null {
  if (outcome === 'duplicate') return null
  if (outcome !== 'accepted') return { note: outcome, effect: 'none' }
  return { note: job.history.at(-1)?.note ?? null, effect: effectOf(transition.before, job) }
}

function effectOf(before: Folded['transition']['before'], after: Folded['job']): Effect {
  if (after.ending !== null && !before?.ending) return 'ends'
  return after.latest === before?.latest ? 'counted' : 'newest'
}

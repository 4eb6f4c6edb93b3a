// What happened before this deck was watching: such failures and time-outs count as seen.
import type { JobChange } from '../jobs/transition.ts'

/** Whether a change comes from the ledger, or from a record when it is first read. */
export function isBacklog({ before, cause }: JobChange): boolean {
  return cause === 'restored' || (cause === 'record' && before === null)
}

// What happened before anybody watched here: failures and time-outs that raise no alarm.
import type { JobChange } from '../jobs/transition.ts'

/** Whether a change brings what the ledger remembered, or what a record said when it was first read. */
export function isBacklog({ before, cause }: JobChange): boolean {
  return cause === 'restored' || (cause === 'record' && before === null)
}

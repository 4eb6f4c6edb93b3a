// The ledger of a broker, whatever stores it: the only file of this room that knows which store is in use.
import type { JobId } from '../../domain/protocol/job-id.ts'
import { openJournalLedger } from './journal-ledger.ts'
import type { JobHistory, Ledger, LedgerLocation, LedgerOptions } from './ledger.ts'

/** Opens a broker's ledger for reading and writing. */
export function openLedger(options: LedgerOptions): Ledger {
  return openJournalLedger(options)
}

/** Opens a ledger, reads one job's events and closes it. Rejects with JobdeckError `io`. */
export async function readJobHistory(location: LedgerLocation, jobId: JobId): Promise<JobHistory> {
  // Only writing reports problems here: reading rejects.
  const ledger = openLedger({ ...location, onProblem: () => {} })
  try {
    return await ledger.jobHistory(jobId)
  } finally {
    await ledger.close()
  }
}

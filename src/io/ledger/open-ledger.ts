// The ledger of a broker, whatever stores it: the only file of this room that knows which store is in use.
import type { JobdeckError } from '../../domain/failure.ts'
import type { Ledger, LedgerLocation, LedgerOptions } from './ledger.ts'
import { examineLedgerFile, type LedgerExamination } from './sqlite/examine-ledger.ts'
import { SqliteLedger } from './sqlite/sqlite-ledger.ts'

/** Opens a broker's ledger for reading and writing. */
export function openLedger(options: LedgerOptions): Ledger {
  return new SqliteLedger(options)
}

/**
 * Opens a ledger, asks it something and closes it. `onProblem` hears what is worth a word although it can be read, such as a
 * newer jobdeck's format. Rejects with JobdeckError `io` when it cannot be read.
 */
export async function readLedger<Answer>(
  location: LedgerLocation,
  ask: (ledger: Ledger) => Promise<Answer>,
  onProblem: (problem: JobdeckError) => void,
): Promise<Answer> {
  const ledger = openLedger({
    ...location,
    onProblem: (problem) => {
      if (problem) onProblem(problem)
    },
  })
  try {
    return await ask(ledger)
  } finally {
    await ledger.close()
  }
}

/** Looks at the ledger of a state directory and changes nothing. Null when there is none yet; throws JobdeckError `io`. */
export function examineLedger(stateDir: string): LedgerExamination | null {
  return examineLedgerFile(stateDir)
}

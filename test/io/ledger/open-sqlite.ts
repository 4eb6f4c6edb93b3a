// A SQLite ledger for tests, by default without any problem allowed.
import { SqliteLedger, type SqliteLedgerOptions } from '../../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { broker, noProblem } from './entries.ts'

export function openSqlite(stateDir: string, options: Partial<SqliteLedgerOptions> = {}): SqliteLedger {
  return new SqliteLedger({ stateDir, broker, onProblem: noProblem, ...options })
}

// One write transaction of the ledger: all of it or nothing.
import { JobRows } from './job-rows.ts'
import type { LedgerFile } from './ledger-file.ts'
import { toStoredText } from './stored-text.ts'

export interface Transaction {
  readonly file: LedgerFile
  /** The broker's number; reading it makes the broker known to the ledger. */
  readonly brokerId: number
  readonly jobs: JobRows
}

const selectBroker = 'SELECT id FROM brokers WHERE name = ?'
/** Another number as soon as another connection has written. */
const selectVersion = 'PRAGMA data_version'
const insertBroker = 'INSERT INTO brokers (name) VALUES (?)'

/** The broker's number in this ledger, or null before anything of it was written. */
export function brokerIdOf(file: LedgerFile, broker: string): number | null {
  const row = file.prepare(selectBroker).get(toStoredText(broker))
  return row ? Number(row.id) : null
}

/** Runs `work` in a transaction and returns its result; rolls back and rethrows what it throws. */
export function transact<Result>(file: LedgerFile, broker: string, work: (transaction: Transaction) => Result): Result {
  const database = file.open()
  if (file.readOnlyReason) throw file.readOnlyReason
  database.exec('BEGIN IMMEDIATE')
  try {
    let known: number | null = null
    const brokerId = () => {
      known ??= brokerIdOf(file, broker) ?? Number(file.prepare(insertBroker).run(toStoredText(broker)).lastInsertRowid)
      return known
    }
    file.keptRows.begin(broker, Number(file.prepare(selectVersion).get()?.data_version))
    const jobs = new JobRows(file, brokerId)
    const transaction = {
      file,
      get brokerId() {
        return brokerId()
      },
      jobs,
    }
    const result = work(transaction)
    jobs.save()
    database.exec('COMMIT')
    return result
  } catch (error) {
    file.keptRows.clear()
    // A full disk may have ended it already.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

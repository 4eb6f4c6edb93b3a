// The readable rows of a table in a damaged database: by row number, in large steps while that works, and one by one around
// what is broken.
import type { DatabaseSync } from 'node:sqlite'
import type { Row } from './read-event.ts'

export type SalvagedTable =
  | 'brokers'
  | 'jobs'
  | 'events'
  | 'gaps'
  | 'deadlines'
  | 'acknowledgements'
  | 'flags'
  | 'outbox'

const chunkRows = 500
const countTables = 'SELECT count(*) AS count FROM sqlite_schema WHERE name = ?'

/** The rows that can be read, by ascending number, some at a time. Never throws. */
export function* readableRows(
  database: DatabaseSync,
  table: SalvagedTable,
  key: 'id' | 'job',
): Generator<readonly Row[]> {
  // A ledger of an earlier version may lack it: there is nothing to look for row by row.
  if (attempt(() => database.prepare(countTables).get(table))?.count === 0) return
  const last = lastNumberIn(database, table, key)
  for (let from = 0; from < last; ) {
    const chunk = attempt(() =>
      database.prepare(`SELECT * FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${chunkRows}`).all(from),
    )
    if (chunk?.length === 0) return
    yield chunk ?? oneByOne(database, table, key, from)
    from = chunk ? Number(chunk.at(-1)?.[key]) : from + chunkRows
  }
}

function oneByOne(database: DatabaseSync, table: string, key: string, from: number): readonly Row[] {
  const numbers = Array.from({ length: chunkRows }, (_, index) => from + 1 + index)
  return numbers
    .map((number) => attempt(() => database.prepare(`SELECT * FROM ${table} WHERE ${key} = ?`).get(number)))
    .filter((row) => row !== undefined && row !== null)
}

/** The highest number in use, or as high as it can be in a file of this size. */
export function lastNumberIn(database: DatabaseSync, table: SalvagedTable, key: 'id' | 'job'): number {
  const known = attempt(() => database.prepare(`SELECT max(${key}) AS last FROM ${table}`).get())
  if (known) return Number(known.last)
  const sequence = attempt(() => database.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(table))
  return Number(sequence?.seq ?? 0) || maxRows(database)
}

function maxRows(database: DatabaseSync): number {
  const rowsPerPage = 40
  return rowsPerPage * Number(attempt(() => database.prepare('PRAGMA page_count').get())?.page_count ?? 0)
}

function attempt<Result>(query: () => Result): Result | null {
  try {
    return query()
  } catch {
    return null
  }
}

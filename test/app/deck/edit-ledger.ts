// Changes a ledger behind the deck's back, between two runs.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export function ledgerIn(home: string): string {
  return join(home, 'state/ledger/ledger.sqlite')
}

/** Runs a query on the ledger of a home. */
export function askLedger(home: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(ledgerIn(home))
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** Everything was received this much later, in this boot of the machine or in another one. */
export function shiftReceipts(home: string, ms: number, boot: 'this' | 'another' = 'this'): void {
  const database = new DatabaseSync(ledgerIn(home))
  const later = (key: string, value: unknown) => {
    if (key === 'wallMs' || key === 'bootMs') return Number(value) + ms
    return key === 'boot' && boot === 'another' ? 'another' : value
  }
  for (const { id, summary } of database.prepare('SELECT id, summary FROM jobs').all()) {
    const shifted = JSON.stringify(JSON.parse(String(summary), later))
    database.prepare('UPDATE jobs SET summary = ? WHERE id = ?').run(shifted, Number(id))
  }
  database.prepare('UPDATE events SET wall_ms = wall_ms + ?, boot_ms = boot_ms + ?').run(ms, ms)
  if (boot === 'another') database.exec(`UPDATE events SET boot = 'another'`)
  database.close()
}

/** The broker was heard until now, so that what was received long before has been silent since. */
export function heardUntilNow(home: string): void {
  const database = new DatabaseSync(ledgerIn(home))
  database.prepare('UPDATE brokers SET heard_wall_ms = ?, heard_boot = NULL, heard_boot_ms = NULL').run(Date.now())
  database.close()
}

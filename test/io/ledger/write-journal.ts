// A journal as jobdeck 0.1.0 has left it: lines of JSON, in files of so many lines.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { journalFiles } from '../../../src/io/ledger/journal-files.ts'
import { toJsonLine } from '../../../src/io/ledger/json-line.ts'
import type { LedgerEntry, LedgerLocation } from '../../../src/io/ledger/ledger.ts'

export function writeJournal(
  location: LedgerLocation,
  entries: readonly LedgerEntry[],
  linesPerFile = 1_000_000,
): void {
  const { dir, stem, current } = journalFiles(location)
  mkdirSync(dir, { recursive: true })
  for (let from = 0; from < entries.length; from += linesPerFile) {
    const lines = entries.slice(from, from + linesPerFile).map((entry) => `${toJsonLine(entry)}\n`)
    const isLast = from + linesPerFile >= entries.length
    const rotated = `${stem}.${String(from / linesPerFile + 1).padStart(6, '0')}.0123abcd.jsonl`
    writeFileSync(isLast ? current : join(dir, rotated), lines.join(''), { mode: 0o600 })
  }
}

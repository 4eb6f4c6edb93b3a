// Appends events to ledgers as the lines of its stdin say, and prints what became of them:
// `{"id": 7, "stateDir": …, "events": [["job-1", 1, "detail"], …]}` → `stored 7 [new or not, for each]`. The end of stdin ends it.
import { createInterface } from 'node:readline'
import { SqliteLedger } from '../../../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { broker, newEvent } from '../entries.ts'

const ledgers = new Map<string, SqliteLedger>()

function ledgerIn(stateDir: string): SqliteLedger {
  const onProblem = (problem: Error | null) => process.stderr.write(`${problem?.message ?? 'it works again'}\n`)
  const ledger = ledgers.get(stateDir) ?? new SqliteLedger({ stateDir, broker, onProblem })
  ledgers.set(stateDir, ledger)
  return ledger
}

process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  const { id, stateDir, events } = JSON.parse(line)
  ledgerIn(stateDir)
    .append(events.map(([job, seq, detail]: [string, number, string]) => newEvent(job, seq, { detail })))
    .then((isNew) => process.stdout.write(`stored ${id} ${JSON.stringify(isNew)}\n`))
}
await Promise.all([...ledgers.values()].map((ledger) => ledger.close()))

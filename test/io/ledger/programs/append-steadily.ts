// Appends events of job-1 to a ledger until it is killed, from a given number on, and prints `stored <seq>` for each that is on
// disk. Arguments: the state directory; stdin: the number to begin with.
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { SqliteLedger } from '../../../../src/io/ledger/sqlite/sqlite-ledger.ts'
import { broker, newEvent } from '../entries.ts'

const [stateDir = ''] = process.argv.slice(2)
const onProblem = (problem: Error | null) => process.stderr.write(`${problem?.message ?? 'it works again'}\n`)
const ledger = new SqliteLedger({ stateDir, broker, onProblem })
const [first] = await once(process.stdin, 'data')
for (let seq = Number(first); ; seq++) {
  const event = newEvent('job-1', seq, { detail: 'x'.repeat(200) })
  void ledger.append([event]).then((isNew) => process.stdout.write(`stored ${seq} ${isNew?.[0]}\n`))
  // Several to a commit, and many commits.
  if (seq % 5 === 0) await delay(1)
}

// `npm run bench`: every figure of jobdeck beside a baseline of the same run, so that they mean the same on any machine.
// It needs a built jobdeck, Mosquitto and Linux, talks to nothing but loopback, and takes about two minutes. It fails when
// a ratio that no machine changes is too large: then something grows faster than linearly.
import { loadavg } from 'node:os'
import { decodeFold } from './decode-fold.ts'
import { excesses, tableOf } from './figure.ts'
import { flushes } from './flush.ts'
import { growth } from './growth.ts'
import { historyHeap } from './history-heap.ts'
import { idleScreen } from './idle-screen.ts'
import { latency } from './latency.ts'
import { ledgerCosts } from './ledger.ts'
import { startUp } from './start-up.ts'
import { throughBroker } from './through-broker.ts'

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1)
}

const begin = performance.now()
const loadBefore = load()
const figures = [
  ...growth(),
  ...historyHeap(),
  ...decodeFold(),
  ...flushes(),
  ...(await ledgerCosts()),
  ...(await startUp()),
  ...(await latency()),
  ...(await idleScreen()),
  ...(await throughBroker()),
]
process.stdout.write(`${tableOf(figures).join('\n')}\n`)
const seconds = ((performance.now() - begin) / 1_000).toFixed(0)
process.stdout.write(`\nNode ${process.version}, ${seconds} s, load average ${loadBefore} before and ${load()} after\n`)
for (const excess of excesses(figures)) {
  process.stdout.write(`too much: ${excess}\n`)
  process.exitCode = 1
}

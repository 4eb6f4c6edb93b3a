// `npm run bench`: every figure of jobdeck beside a baseline of the same run, so that they mean the same on any machine.
// It needs a built jobdeck, Mosquitto and Linux, talks to nothing but loopback, and takes about two minutes. It fails when
// a ratio that no machine changes is too large: then something grows faster than linearly.
import { loadavg } from 'node:os'
import { deckMemory } from './deck-memory.ts'
import { decodeFold } from './decode-fold.ts'
import { excesses, type Figure, tableOf } from './figure.ts'
import { flood } from './flood.ts'
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
/** What is measured, by the name that selects it: `npm run bench -- flood`. */
const benches: Readonly<Record<string, () => readonly Figure[] | Promise<readonly Figure[]>>> = {
  growth,
  'history-heap': historyHeap,
  'decode-fold': decodeFold,
  flush: flushes,
  ledger: ledgerCosts,
  'start-up': startUp,
  latency,
  'idle-screen': idleScreen,
  'through-broker': throughBroker,
  flood,
  memory: () => deckMemory(2_000),
}
/** Minutes long, so only when it is named. */
const longBenches: typeof benches = { 'memory-large': () => deckMemory(30_304) }

const names = process.argv.slice(2)
const figures: Figure[] = []
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  const bench = benches[name] ?? longBenches[name]
  if (!bench)
    throw new Error(
      `"${name}" is not a benchmark; choose one of ${Object.keys({ ...benches, ...longBenches }).join(', ')}`,
    )
  figures.push(...(await bench()))
}
process.stdout.write(`${tableOf(figures).join('\n')}\n`)
const seconds = ((performance.now() - begin) / 1_000).toFixed(0)
process.stdout.write(`\nNode ${process.version}, ${seconds} s, load average ${loadBefore} before and ${load()} after\n`)
for (const excess of excesses(figures)) {
  process.stdout.write(`too much: ${excess}\n`)
  process.exitCode = 1
}

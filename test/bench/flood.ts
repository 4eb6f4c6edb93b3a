// Events per second of the real programs under a flood, against an MQTT.js subscriber that only parses JSON: the deck in a
// pseudo-terminal, until everything is shown and in the ledger, and `watch --json`, until the last line. Through Mosquitto, as
// people have it, and from a broker that is no limit: one that costs more than a subscriber flatters the ratios.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { spawn as spawnPty } from '@lydell/node-pty'
import { recordedCount } from '../support/recorded-events.ts'
import { eventsOf } from './events.ts'
import { type Figure, median } from './figure.ts'
import { packetsOf } from './raw-sender.ts'
import { startScriptedBroker } from './scripted-broker.ts'
import { mosquittoSource, type Source } from './source.ts'
import { against, type Load, loadOf, measure, runs } from './through-broker.ts'
import { jobdeckBin, newWorkplace } from './workplace.ts'

const load = { jobs: 2_000, eventsPerJob: 50 }
const pollMs = 5
const timeoutMs = 60_000

/** The last event to be sent; it comes first on the deck. */
const lastJob = 'thelastone'

function withLast({ ids, eventsPerJob, qos }: Load, mqttVersion: Source['mqttVersion']): readonly Buffer[] {
  const [event] = eventsOf([lastJob], 1)
  const asks = event && {
    ...event,
    payload: Buffer.from(event.payload.toString().replace('started', 'permission_required')),
  }
  return packetsOf([...eventsOf(ids, eventsPerJob), ...(asks ? [asks] : [])], qos, mqttVersion)
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const giveUp = performance.now() + timeoutMs
  while (!condition()) {
    if (performance.now() > giveUp) throw new Error(`waited ${timeoutMs} ms for ${what}`)
    await delay(pollMs)
  }
}

/** Without an emulator, whose work would take a processor from the deck. */
async function deckRate(source: Source, packets: readonly Buffer[], qos: Load['qos']): Promise<number> {
  const { home, env, remove } = newWorkplace(source.port)
  const deck = spawnPty(process.execPath, [jobdeckBin], { cols: 120, rows: 40, cwd: home, env })
  const exited = new Promise((resolve) => deck.onExit(resolve))
  let tail = ''
  deck.onData((data) => {
    tail = (tail + data).slice(-100_000)
  })
  try {
    await until('the deck', () => tail.includes('connected'))
    const begin = performance.now()
    await source.send(packets, qos)
    await until('the last event on the screen', () => tail.includes(lastJob))
    await until('the last record', () => recordedCount(env.JOBDECK_STATE_DIR ?? '') >= packets.length)
    return (packets.length / (performance.now() - begin)) * 1_000
  } finally {
    deck.kill('SIGKILL')
    await exited
    remove()
  }
}

async function watchRate(source: Source, packets: readonly Buffer[], qos: Load['qos']): Promise<number> {
  const { home, env, remove } = newWorkplace(source.port)
  const watch = spawn(process.execPath, [jobdeckBin, 'watch', '--json'], { cwd: home, env })
  const exited = once(watch, 'exit')
  let lines = 0
  let words = ''
  watch.stdout.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1
  })
  watch.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString()
  })
  try {
    await until('watch', () => words.includes('subscribed'))
    const begin = performance.now()
    await source.send(packets, qos)
    await until('the last line', () => lines >= packets.length)
    return (packets.length / (performance.now() - begin)) * 1_000
  } finally {
    watch.kill('SIGKILL')
    await exited
    remove()
  }
}

export async function flood(): Promise<readonly Figure[]> {
  return [...(await floodFrom(await mosquittoSource())), ...(await floodFrom(await startScriptedBroker()))]
}

async function floodFrom(source: Source): Promise<readonly Figure[]> {
  const events = loadOf(load, 1, source.mqttVersion)
  const packets = withLast(events, source.mqttVersion)
  const deck: number[] = []
  const watch: number[] = []
  const bare: number[] = []
  try {
    for (let run = 0; run < runs; run++) {
      deck.push(await deckRate(source, packets, events.qos))
      bare.push((await measure(source, 'bare-subscriber', events)).eventsPerSec)
      watch.push(await watchRate(source, packets, events.qos))
    }
  } finally {
    await source.stop()
  }
  const baseline = median(bare)
  const figure = (what: string, rates: readonly number[]): Figure => ({
    what: `flood ${source.how}: ${what}`,
    unit: 'events/s',
    ours: median(rates),
    baseline,
    against,
  })
  return [figure('the deck, everything shown and recorded', deck), figure('watch --json', watch)]
}

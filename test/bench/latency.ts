// How long it takes until something shows on the screen: an event, a written record or a lost broker, against a bare program
// that prints the same in another terminal at the same moment.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connectAsync } from 'mqtt'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { type Figure, median } from './figure.ts'
import { startInTerminal, type TerminalProgram } from './terminal.ts'
import { benchProgram, jobdeckBin, jobIds, newWorkplace, type Workplace, writeRecords } from './workplace.ts'

const runs = 15
const losses = 3
/** By then the deck is quiet again, and shows the next change at once rather than with the one before. */
const quietMs = 350

interface Pair {
  readonly deck: TerminalProgram
  readonly bare: TerminalProgram
}

interface Waits {
  readonly deckMs: number
  readonly bareMs: number
}

/** How long both take to show the result of `act`. */
async function waitsFor(pair: Pair, onDeck: string, onBare: string, act: () => Promise<unknown>): Promise<Waits> {
  const start = performance.now()
  const both = Promise.all([pair.deck.appears(onDeck), pair.bare.appears(onBare)])
  await act()
  const [deck, bare] = await both
  return { deckMs: deck - start, bareMs: bare - start }
}

function figureOf(what: string, waits: readonly Waits[], against: string): Figure {
  const ours = median(waits.map(({ deckMs }) => deckMs))
  const baseline = median(waits.map(({ bareMs }) => bareMs))
  return { what: `until it is on the screen: ${what}`, unit: 'ms', ours, baseline, against }
}

async function events(pair: Pair, port: number, jobId: string): Promise<readonly Waits[]> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5 })
  const waits: Waits[] = []
  for (let seq = 1; seq <= runs; seq++) {
    const detail = `detail${seq}of${runs}`
    const event = seq === 1 ? 'started' : 'progress'
    const payload = { schema_version: 1, seq, job_id: jobId, event, timestamp: '2026-06-19T09:30:00Z', detail }
    const topic = `python/mqtt/jobs/${jobId}/events`
    waits.push(
      await waitsFor(pair, detail, detail, () => client.publishAsync(topic, JSON.stringify(payload), { qos: 1 })),
    )
    await delay(quietMs)
  }
  await client.endAsync()
  return waits
}

async function records(pair: Pair, { home }: Workplace, jobId: string): Promise<readonly Waits[]> {
  const path = join(home, 'jobs', `${jobId}.json`)
  const record = JSON.parse(readFileSync(path, 'utf8'))
  const waits: Waits[] = []
  for (let run = 1; run <= runs; run++) {
    const prompt = `prompt${run}of${runs}`
    writeFileSync(`${path}.tmp`, JSON.stringify({ ...record, prompt }), { mode: 0o600 })
    waits.push(await waitsFor(pair, prompt, prompt, async () => renameSync(`${path}.tmp`, path)))
    await delay(quietMs)
  }
  return waits
}

async function brokerLosses(pair: Pair, broker: Mosquitto): Promise<readonly Waits[]> {
  const waits: Waits[] = []
  for (let loss = 1; loss <= losses; loss++) {
    waits.push(await waitsFor(pair, '✗ offline', `lost ${loss}`, broker.kill))
    await broker.restart()
    await Promise.all([pair.deck.sees('● connected'), pair.bare.sees(`listening ${loss}`)])
    await delay(quietMs)
  }
  return waits
}

export async function latency(): Promise<readonly Figure[]> {
  const broker = await startMosquitto({ config: 'log_type none' })
  const workplace = newWorkplace(broker.port)
  const { home: cwd, env } = workplace
  const [jobId = ''] = jobIds(1)
  writeRecords(workplace, [jobId])
  const start = (args: readonly string[]) => startInTerminal(args, { columns: 120, rows: 40, cwd, env })
  const pair = { deck: start([jobdeckBin]), bare: start([benchProgram('bare-echo'), `${broker.port}`, `${cwd}/jobs`]) }
  try {
    await Promise.all([pair.deck.sees('● connected'), pair.bare.sees('listening 0')])
    const printing = 'an MQTT.js subscriber that prints it'
    return [
      figureOf('an event', await events(pair, broker.port, jobId), printing),
      figureOf('a written record', await records(pair, workplace, jobId), 'a watch of the folder that prints it'),
      figureOf('the loss of the broker', await brokerLosses(pair, broker), printing),
    ]
  } finally {
    await Promise.all([pair.deck.end(), pair.bare.end()])
    await broker.stop()
    workplace.remove()
  }
}

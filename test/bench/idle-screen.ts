// What a screen costs on which nothing happens but the clock: 40 running jobs, against Ink alone with one changing text.
import { setTimeout as delay } from 'node:timers/promises'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { eventsOf } from './events.ts'
import { type Figure, median } from './figure.ts'
import { packetsOf, sendAll } from './raw-sender.ts'
import { startInTerminal, type TerminalProgram } from './terminal.ts'
import { benchProgram, jobdeckBin, jobIds, newWorkplace, writeRecords } from './workplace.ts'

const jobs = 40
const eventsPerJob = 5
const settleMs = 3_000
const seconds = 6
const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
] as const

type Size = (typeof sizes)[number]

interface Second {
  readonly cpuMs: number
  readonly bytes: number
}

/** The second in the middle, by each figure, of those that are measured. */
async function idleSecond(program: TerminalProgram): Promise<Second> {
  const spent: Second[] = []
  await delay(settleMs)
  for (let second = 0; second < seconds; second++) {
    const before = { cpuMs: program.cpuMs(), bytes: program.written() }
    await delay(1_000)
    spent.push({ cpuMs: program.cpuMs() - before.cpuMs, bytes: program.written() - before.bytes })
  }
  return { cpuMs: median(spent.map(({ cpuMs }) => cpuMs)), bytes: median(spent.map(({ bytes }) => bytes)) }
}

/** The deck with all of its jobs running, as nothing but the clock changes it. */
async function idleDeck(broker: Mosquitto, size: Size): Promise<Second> {
  const workplace = newWorkplace(broker.port)
  const ids = jobIds(jobs)
  writeRecords(workplace, ids)
  const deck = startInTerminal([jobdeckBin], { ...size, cwd: workplace.home, env: workplace.env })
  try {
    await deck.sees('● connected')
    await sendAll(broker.port, packetsOf(eventsOf(ids, eventsPerJob), 1), 1)
    await deck.sees(`▶ ${jobs} `)
    return await idleSecond(deck)
  } finally {
    await deck.end()
    workplace.remove()
  }
}

async function idleInk(broker: Mosquitto, size: Size): Promise<Second> {
  const { home, env, remove } = newWorkplace(broker.port)
  const ink = startInTerminal([benchProgram('bare-ink')], { ...size, cwd: home, env })
  try {
    await ink.sees('ready')
    return await idleSecond(ink)
  } finally {
    await ink.end()
    remove()
  }
}

/** Processor time and bytes of an idle second at each size. */
export async function idleScreen(): Promise<readonly Figure[]> {
  const broker = await startMosquitto()
  const figures: Figure[] = []
  try {
    for (const size of sizes) {
      const [ours, baseline] = await Promise.all([idleDeck(broker, size), idleInk(broker, size)])
      figures.push(...figuresAt(`${size.columns}×${size.rows}`, ours, baseline))
    }
  } finally {
    await broker.stop()
  }
  return figures
}

function figuresAt(size: string, ours: Second, baseline: Second): readonly Figure[] {
  const against = 'Ink alone, one text that changes each second'
  return [
    { what: `idle second, ${size}`, unit: 'CPU ms', ours: ours.cpuMs, baseline: baseline.cpuMs, against },
    { what: `idle second, ${size}`, unit: 'bytes written', ours: ours.bytes, baseline: baseline.bytes, against },
  ]
}

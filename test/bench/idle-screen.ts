// What a screen costs on which nothing happens but the clock: 40 running jobs, against Ink alone with one changing text.
import { setTimeout as delay } from 'node:timers/promises'
import { startMosquitto } from '../support/mosquitto.ts'
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

/** Processor time and bytes of an idle second at each size. */
export async function idleScreen(): Promise<readonly Figure[]> {
  const broker = await startMosquitto()
  const workplace = newWorkplace(broker.port)
  const ids = jobIds(jobs)
  writeRecords(workplace, ids)
  const figures: Figure[] = []
  try {
    for (const size of sizes) {
      const terminal = { ...size, cwd: workplace.home, env: workplace.env }
      const deck = startInTerminal([jobdeckBin], terminal)
      const bare = startInTerminal([benchProgram('bare-ink')], terminal)
      try {
        await Promise.all([deck.waitForText(' help'), bare.waitForText('ready')])
        await sendAll(broker.port, packetsOf(eventsOf(ids, eventsPerJob), 1), 1)
        const [ours, baseline] = await Promise.all([idleSecond(deck), idleSecond(bare)])
        figures.push(...figuresAt(`${size.columns}×${size.rows}`, ours, baseline))
      } finally {
        await Promise.all([deck.end(), bare.end()])
      }
    }
  } finally {
    await broker.stop()
    workplace.remove()
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

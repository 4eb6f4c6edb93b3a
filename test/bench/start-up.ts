// How long a person waits: until a command has ended, and until the monitor's first frame; against Node doing nothing.
import { spawnSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../support/free-port.ts'
import { type Figure, median } from './figure.ts'
import { startInTerminal } from './terminal.ts'
import { medianMs } from './timing.ts'
import { jobdeckBin, jobIds, newWorkplace, type Workplace, writeRecords } from './workplace.ts'

const runs = 9
const frames = 5
const records = 40
const against = 'node -e 0'

function endOf(args: readonly string[], { home, env }: Workplace): void {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: home, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
}

async function firstFrameMs({ home, env }: Workplace): Promise<number> {
  const start = performance.now()
  const deck = startInTerminal([jobdeckBin], { columns: 120, rows: 40, cwd: home, env })
  const frame = await deck.sees(' help').then(() => performance.now())
  await deck.end()
  return frame - start
}

export async function startUp(): Promise<readonly Figure[]> {
  // No broker: the first frame does not wait for one.
  const workplace = newWorkplace(await freePort())
  writeRecords(workplace, jobIds(records))
  try {
    const baseline = medianMs(runs, () => endOf(['-e', '0'], workplace))
    const command = (...args: string[]) => medianMs(runs, () => endOf([jobdeckBin, ...args], workplace))
    const figures = [
      { what: 'start: jobdeck --help', unit: 'ms', ours: command('--help'), baseline, against },
      { what: `start: jobdeck list, ${records} records`, unit: 'ms', ours: command('list'), baseline, against },
    ]
    const times: number[] = []
    for (let run = 0; run < frames; run++) {
      times.push(await firstFrameMs(workplace))
      await delay(100)
    }
    return [...figures, { what: 'start: first frame of the deck', unit: 'ms', ours: median(times), baseline, against }]
  } finally {
    workplace.remove()
  }
}

// What the real deck takes in memory while events come for very many jobs, beside itself idle. The jobs come and go, a thousand
// at a time, and the registry has a record of none.
import { readFileSync } from 'node:fs'
import { setTimeout as delay, setInterval } from 'node:timers/promises'
import { startMosquitto } from '../support/mosquitto.ts'
import { recordedCount } from '../support/recorded-events.ts'
import { eventsOf, type Message } from './events.ts'
import type { Figure } from './figure.ts'
import { packetsOf, sendAll } from './raw-sender.ts'
import { config } from './source.ts'
import { startInTerminal } from './terminal.ts'
import { jobdeckBin, jobIds, newWorkplace } from './workplace.ts'

const jobsAtOnce = 1_000
const eventsPerJob = 33
const sampleMs = 250
const idleMs = 3_000
const countEveryMs = 500
const timeoutMs = 120_000
const size = { columns: 120, rows: 40 }

function rssMb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

function waveOf(ids: readonly string[]): readonly Message[] {
  const events = eventsOf(ids, eventsPerJob)
  // The last turn ends the jobs.
  return events.map((event, index) =>
    index < events.length - ids.length
      ? event
      : { ...event, payload: Buffer.from(event.payload.toString().replace('"progress"', '"completed"')) },
  )
}

/** The resident set of the deck, sampled until `work` is done. */
async function sampled(pid: number, work: Promise<unknown>): Promise<readonly number[]> {
  const samples: number[] = []
  let isOver = false
  const over = work.finally(() => {
    isOver = true
  })
  for await (const _ of setInterval(sampleMs)) {
    samples.push(rssMb(pid))
    if (isOver) break
  }
  await over
  return samples
}

/** Counting a million events takes the deck's processor: not too often. */
async function hasRecorded(stateDir: string, events: number): Promise<void> {
  const giveUp = performance.now() + timeoutMs
  while (recordedCount(stateDir) < events) {
    if (performance.now() > giveUp) throw new Error(`waited ${timeoutMs} ms for ${events} records`)
    await delay(countEveryMs)
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The memory for so many jobs; every event must be in the ledger in the end. */
export async function deckMemory(jobs: number): Promise<readonly Figure[]> {
  const broker = await startMosquitto({ config })
  const { home, env, remove } = newWorkplace(broker.port)
  const stateDir = env.JOBDECK_STATE_DIR ?? ''
  const deck = startInTerminal([jobdeckBin], { ...size, cwd: home, env })
  try {
    await deck.appears('● connected')
    const idle = mean(await sampled(deck.pid, delay(idleMs)))
    const ids = jobIds(jobs)
    const send = async () => {
      for (let from = 0; from < ids.length; from += jobsAtOnce) {
        await sendAll(broker.port, packetsOf(waveOf(ids.slice(from, from + jobsAtOnce)), 1), 1)
        // At most a wave may wait in the broker.
        await hasRecorded(stateDir, from * eventsPerJob)
      }
      await hasRecorded(stateDir, ids.length * eventsPerJob)
    }
    const samples = await sampled(deck.pid, send())
    const half = Math.floor(samples.length / 2)
    const count = (number: number) => number.toLocaleString('en-US')
    const what = `memory of the deck, ${count(jobs * eventsPerJob)} events, ${count(jobs)} jobs`
    return [
      {
        what: `${what}: highest`,
        unit: 'RSS MB',
        ours: Math.max(...samples),
        baseline: idle,
        against: 'the idle deck',
      },
      {
        what: `${what}: last quarter`,
        unit: 'RSS MB',
        ours: mean(samples.slice(half + Math.floor(half / 2))),
        baseline: mean(samples.slice(half - Math.floor(half / 2), half)),
        against: 'the second quarter',
      },
    ]
  } finally {
    await deck.end()
    await broker.stop()
    remove()
  }
}

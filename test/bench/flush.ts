// What a write of the store costs when one job has changed, and when only time has passed: with very many jobs about as
// much as with a few.
import { Intake } from '../../src/app/deck/intake.ts'
import { JobIndex } from '../../src/app/deck/job-index.ts'
import { embeddedBroker } from '../../src/domain/jobs/job-key.ts'
import { eventsOf, type Message } from './events.ts'
import type { Figure } from './figure.ts'
import { jobIds } from './workplace.ts'

const fewJobs = 10
const manyJobs = [10_000, 20_000]
const runs = 15
/** A single write is too short to be measured. */
const writesPerRun = 200
/** A write that went through all jobs would show ×1,000. */
const atMost = 3

/** A deck of jobs that have two events each; what it returns is one more write. */
type Prepare = (jobs: number) => () => void

function deckOf(jobs: number) {
  const index = new JobIndex(0)
  const intake = new Intake({ broker: embeddedBroker, only: null, onOutcome: () => {} })
  intake.enter(index.note)
  let nowMs = 0
  const receive = ({ topic, payload }: Message) => {
    intake.receive({ topic, payload, retained: false, receivedMs: nowMs, receivedWallMs: nowMs })
  }
  for (const message of eventsOf(jobIds(jobs), 2)) receive(message)
  const write = () => index.write(nowMs++)
  if (write().length !== jobs) throw new Error(`${index.size} of ${jobs} jobs are in the index`)
  return { receive, write }
}

const flush: Prepare = (jobs) => {
  const deck = deckOf(jobs)
  // All runs, and what is left out of them.
  const events = eventsOf(jobIds(fewJobs), 2 + (writesPerRun * (runs + 1)) / fewJobs)
  const later = events.slice(2 * fewJobs).values()
  return () => {
    const { value } = later.next()
    if (value) deck.receive(value)
    if (deck.write().length !== 1) throw new Error('not one job has changed')
  }
}

const tick: Prepare = (jobs) => {
  const deck = deckOf(jobs)
  return () => {
    if (deck.write().length !== 0) throw new Error('time has changed a job')
  }
}

/** The microseconds of one write with each number of jobs, measured in turn. The quickest run counts: others were disturbed. */
function microsPerWrite(prepare: Prepare, jobCounts: readonly number[]): readonly number[] {
  const decks = jobCounts.map((jobs) => ({ write: prepare(jobs), quickestMs: Number.POSITIVE_INFINITY }))
  for (let run = 0; run <= runs; run++) {
    for (const deck of decks) {
      globalThis.gc?.()
      const start = performance.now()
      for (let i = 0; i < writesPerRun; i++) deck.write()
      deck.quickestMs = Math.min(deck.quickestMs, performance.now() - start)
    }
  }
  return decks.map(({ quickestMs }) => (quickestMs * 1_000) / writesPerRun)
}

export function flushes(): readonly Figure[] {
  const count = (jobs: number) => `${jobs.toLocaleString('en-US')} jobs`
  return [
    { what: 'a flush, one job changed', prepare: flush },
    { what: 'a tick, nothing due', prepare: tick },
  ].flatMap(({ what, prepare }) => {
    const [baseline = Number.NaN, ...many] = microsPerWrite(prepare, [fewJobs, ...manyJobs])
    return many.map((ours, i): Figure => {
      const jobs = manyJobs[i] ?? 0
      return { what: `${what}, ${count(jobs)}`, unit: 'µs', ours, baseline, against: count(fewJobs), atMost }
    })
  })
}

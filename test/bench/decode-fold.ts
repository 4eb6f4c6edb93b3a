// What it costs to turn messages into jobs: decoding, checking and folding, against only parsing the same payloads.
import { Intake } from '../../src/app/deck/intake.ts'
import { embeddedBroker } from '../../src/domain/jobs/job-key.ts'
import { eventsOf, type Message } from './events.ts'
import type { Figure } from './figure.ts'
import { medianMs } from './timing.ts'
import { jobIds } from './workplace.ts'

const jobs = 1_000
const eventsPerJob = 100
const runs = 5

/** Makes jobs of the messages, all of which must count. */
export function foldMessages(messages: readonly Message[]): void {
  const intake = new Intake({ broker: embeddedBroker, only: null, onOutcome: () => {} })
  for (const [index, { topic, payload }] of messages.entries()) {
    intake.receive({ topic, payload, retained: false, receivedMs: index, receivedWallMs: index })
  }
  const events = [...intake.jobs.values()].reduce((sum, { history }) => sum + history.length, 0)
  if (events !== messages.length) throw new Error(`${events} of ${messages.length} events were accepted`)
}

function parse(messages: readonly Message[]): void {
  let sum = 0
  for (const { payload } of messages) sum += JSON.parse(payload.toString()).seq
  if (sum === 0) throw new Error('nothing was parsed')
}

export function decodeFold(): readonly Figure[] {
  const messages = eventsOf(jobIds(jobs), eventsPerJob)
  const what = `decode and fold ${messages.length.toLocaleString('en-US')} events of ${jobs.toLocaleString('en-US')} jobs`
  const baseline = medianMs(runs, () => parse(messages))
  const ours = medianMs(runs, () => foldMessages(messages))
  return [{ what, unit: 'ms', ours, baseline, against: 'JSON.parse of the same payloads' }]
}

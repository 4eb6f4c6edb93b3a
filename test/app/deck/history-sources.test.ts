// What happened while no monitor was there comes from several places: each of them, and all of them in any order, must open
// with the same truth.
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FeedLedger } from '../../../src/app/deck/feed-ledger.ts'
import { Intake } from '../../../src/app/deck/intake.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { JobChange } from '../../../src/domain/jobs/transition.ts'
import type { EventType } from '../../../src/domain/protocol/event.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { openLedger } from '../../../src/io/ledger/open-ledger.ts'
import { someBroker } from '../../domain/jobs/build-job.ts'
import { jobId } from '../../io/ledger/entries.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { askLedger } from './edit-ledger.ts'
import { intakeRecord, payloadOf } from './messages.ts'

const id = jobId('abc12345')
const topic = 'python/mqtt/jobs/abc12345/events'

interface Sent {
  readonly seq: number
  readonly event: EventType
  readonly payload: string
}

/** One opening of the deck: what the ledger and the log have, then what the broker brings. */
async function opening(home: string, messages: readonly Sent[], { retained = false } = {}) {
  const changes: JobChange[] = []
  const intake: Intake = new Intake({
    broker: someBroker,
    only: null,
    recordedContents: (jobId, seq) => ledger.contentsOf(jobId, seq),
    onOutcome: (message, outcome) => {
      const kept = outcome.kind === 'accepted' ? outcome : outcome.kind === 'dropped' ? outcome.kept : undefined
      ledger.record(message, kept ?? null, 0)
    },
  })
  const records = new Map([[id, intakeRecord(id)]])
  const ledger = new FeedLedger({
    ...{ stateDir: join(home, 'state'), broker: someBroker, topicBase: 'python/mqtt/jobs', intake, clock: systemClock },
    registryDir: join(home, 'jobs'),
    openLedger,
    acknowledge: () => {},
    onProblem: (problem) => {
      throw problem ?? new Error('unexpected')
    },
    onHistory: () => {},
    onLogFault: (path, fault) => {
      throw new Error(`${path}: ${fault.explanation}`)
    },
  })
  intake.setRecords(records)
  ledger.setRecords(records)
  intake.enter((change) => changes.push(change))
  intake.pause()
  await ledger.restore()
  intake.resume('restored')
  const opened = changes.splice(0)
  for (const { payload } of messages) {
    const moment = { receivedMs: systemClock.monotonicMs(), receivedWallMs: systemClock.wallMs() }
    intake.receive({ topic, payload: Buffer.from(payload), retained, ...moment })
  }
  ledger.wantHistory(id)
  await ledger.flush()
  await ledger.close()
  return { job: intake.jobs.get(id), opened, live: changes }
}

function writeLog(home: string, events: readonly Sent[]): void {
  mkdirSync(join(home, 'jobs'), { recursive: true })
  appendFileSync(join(home, 'jobs', `${id}.events.log`), events.map(({ payload }) => `${payload}\n`).join(''))
}

const truthOf = (job: Job | undefined) => ({
  ending: job?.ending?.kind ?? null,
  // What comes after an end is shown as a question, whatever its number (PROTOCOL.md §3): a retained end may come first.
  request: job?.ending ? null : (job?.request?.detail ?? null),
  latest: job?.latest && { seq: job.latest.seq, event: job.latest.event, detail: job.latest.detail },
  repeated: job?.duplicates,
})

/** Events of one publisher in order, the last one perhaps an end. */
const sentEvents: fc.Arbitrary<readonly Sent[]> = fc
  .tuple(
    fc.array(fc.constantFrom<EventType>('started', 'progress', 'permission_required'), { minLength: 1, maxLength: 6 }),
    fc.constantFrom<EventType | null>('completed', 'error', null),
  )
  .map(([kinds, end]) =>
    [...kinds, ...(end ? [end] : [])].map((event, index) => ({
      seq: index + 1,
      event,
      payload: payloadOf(id, index + 1, event, { detail: `${event} ${index + 1}` }),
    })),
  )

type Source = 'log' | 'queue' | 'retained'

interface Absence {
  readonly sent: readonly Sent[]
  /** How many came live before the monitor was closed. */
  readonly before: number
  /** Which of the others the queue lost, when there is a log; which the log lost, when there is a queue. */
  readonly lost: readonly boolean[]
  readonly complete: 'log' | 'queue'
  readonly order: readonly Source[]
}

const absence: fc.Arbitrary<Absence> = sentEvents.chain((sent) =>
  fc.record({
    sent: fc.constant(sent),
    before: fc.nat({ max: sent.length }),
    lost: fc.array(fc.boolean(), { minLength: sent.length, maxLength: sent.length }),
    complete: fc.constantFrom('log', 'queue'),
    order: fc.shuffledSubarray<Source>(['log', 'queue', 'retained'], { minLength: 1 }),
  }),
)

/** Runs the openings of an absence, and returns the last state. */
async function reopen({ sent, before, lost, complete, order }: Absence) {
  const home = temporaryFolder()
  await opening(home, sent.slice(0, before))
  const away = sent.slice(before)
  // A request that comes after what answered it shows all the same (PROTOCOL.md §5): no source is without one.
  const some = away.filter(({ event }, index) => event === 'permission_required' || !lost[index])
  const end = sent.at(-1)
  let last = await opening(home, [])
  const rang: JobChange[] = []
  for (const source of order) {
    if (source === 'log') {
      writeLog(home, complete === 'log' ? sent : [...sent.slice(0, before), ...some])
      last = await opening(home, [])
      rang.push(...last.opened.filter(({ cause }) => cause === 'live'))
    } else if (source === 'queue') last = await opening(home, complete === 'queue' ? away : some)
    else last = await opening(home, end && sent.length > before && isEnd(end) ? [end] : [], { retained: true })
  }
  return { home, job: last.job, rang }
}

const isEnd = ({ event }: Sent) => event === 'completed' || event === 'error'

describe('what happened while nobody watched', () => {
  it('opens with the same truth from every source, in any order, and holds each event once', async () => {
    await fc.assert(
      fc.asyncProperty(absence, async (missed) => {
        const { sent, complete, order } = missed
        fc.pre(order.includes(complete))
        const live = await opening(temporaryFolder(), sent)
        const { home, job, rang } = await reopen(missed)
        expect(truthOf(job)).toEqual(truthOf(live.job))
        expect(rang).toEqual([])

        const rows = askLedger(home, 'SELECT seq FROM events ORDER BY seq')
        expect(rows.map(({ seq }) => seq)).toEqual(sent.map(({ seq }) => seq))
        const again = await opening(home, [])
        expect(truthOf(again.job)).toEqual(truthOf(live.job))
      }),
      { numRuns: 60 },
    )
  })
})

// Whatever bytes come on whatever topic: they are read, judged and shown without a throw, on lines of exactly the right width
// that act on no terminal, and as JSON that every reader takes.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DropLog } from '../../src/app/deck/drop-log.ts'
import { Intake } from '../../src/app/deck/intake.ts'
import { logJson, logLine } from '../../src/cli/output/watch-line.ts'
import { eventTypes } from '../../src/domain/protocol/event.ts'
import type { Message } from '../../src/domain/protocol/message.ts'
import { signPayload } from '../../src/domain/protocol/signature.ts'
import { parseJsonLine, toJsonLine } from '../../src/io/ledger/json-line.ts'
import type { JudgedEvent } from '../../src/io/ledger/ledger.ts'
import { innerSize } from '../../src/ui/cells/box.ts'
import { type Line, lineWidth } from '../../src/ui/cells/line.ts'
import { documentFrame } from '../../src/ui/frame/document.ts'
import { paneView } from '../../src/ui/job/job-view.ts'
import { paneLines } from '../../src/ui/views/deck/pane-lines.ts'
import { detailFrame } from '../../src/ui/views/detail/lines.ts'
import { droppedLines } from '../../src/ui/views/dropped/lines.ts'
import { eventLines } from '../../src/ui/views/event/lines.ts'
import { intakeRecord } from '../app/deck/messages.ts'
import { standingJobs } from '../app/deck/standing-jobs.ts'
import { jobIdOf, someBroker } from '../domain/jobs/build-job.ts'
import { nowMs, stateOf } from '../ui/fixtures.ts'
import { historyViewOf } from '../ui/histories.ts'
import { keymap } from '../ui/press-keys.ts'
import { limitMs, messagesToTry, seed } from './extent.ts'
import { mutated, wildText } from './mutated.ts'

const token = 'geheim'
const batch = 40
/** What acts on a terminal or hides. */
const dangerous = /[\p{Cc}\p{Cs}\p{Cn}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u

const payload = fc
  .record({
    schema_version: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2, '1', null),
    seq: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 60 }) }, fc.maxSafeInteger(), fc.double()),
    job_id: fc.constantFrom('plain001', 'plain001', 'signed01', 'signed01', 'stranger', '../../etc', '__proto__'),
    event: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...eventTypes) }, wildText),
    timestamp: fc.oneof(fc.constantFrom('2026-06-19T09:30:00Z', '2026-06-19 09:30:00+02:00', null), wildText),
    detail: wildText,
    data: fc.option(fc.dictionary(wildText, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })),
  })
  .chain((fields) => fc.boolean().map((isSigned) => JSON.stringify(isSigned ? signPayload(fields, token) : fields)))

const topic = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('plain001', 'signed01', 'stranger').map((id) => `python/mqtt/jobs/${id}/events`),
  },
  mutated(fc.constant('python/mqtt/jobs/plain001/events')).map((bytes) => bytes.toString()),
)

const message: fc.Arbitrary<Message> = fc.record({
  topic,
  payload: mutated(payload),
  retained: fc.boolean(),
  receivedMs: fc.integer({ min: nowMs - 90_000, max: nowMs }),
  receivedWallMs: fc.integer({ min: 0, max: 4e12 }),
})

const size = fc.record({ columns: fc.integer({ min: 38, max: 120 }), rows: fc.integer({ min: 5, max: 30 }) })

function expectExact(lines: readonly Line[], { columns, rows }: { columns: number; rows: number }): void {
  expect(lines.map(lineWidth)).toEqual(Array<number>(rows).fill(columns))
  for (const line of lines) for (const { text } of line) expect(text).not.toMatch(dangerous)
}

/** Everything that is printed or stored of an event. */
function expectSafeOutput(recorded: JudgedEvent): void {
  expect(logLine(recorded)).not.toMatch(dangerous)
  const json = logJson(recorded)
  expect(json).not.toMatch(dangerous)
  expect(json.length).toBeLessThan(6 * recorded.entry.payload.length + 1_000)
  expect(JSON.parse(json)).toMatchObject({ seq: recorded.event.seq, job_id: recorded.event.jobId })
  const line = toJsonLine(recorded.entry)
  expect(line).not.toMatch(dangerous)
  expect(parseJsonLine(line)?.payload).toBe(recorded.entry.payload)
}

it(`survives ${messagesToTry} messages`, { timeout: limitMs }, () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: batch, maxLength: batch }), size, (messages, place) => {
      const drops = new DropLog()
      const intake = new Intake({
        broker: someBroker,
        only: null,
        onOutcome: ({ topic, retained, receivedMs, receivedWallMs }, outcome) => {
          if (outcome.kind === 'ignored') return
          const kept = outcome.kind === 'accepted' ? outcome : outcome.kept
          if (outcome.kind === 'dropped') drops.add(receivedWallMs, topic, outcome.reason, outcome.explanation)
          if (!kept) return
          const entry = { topic, retained, receivedMs, receivedAtMs: receivedWallMs, payload: kept.text }
          expectSafeOutput({ ...kept, entry, source: 'live' })
        },
      })
      const [plain, signed] = [intakeRecord('plain001'), intakeRecord('signed01', { authToken: token })]
      intake.setRecords(
        new Map([
          [jobIdOf('plain001'), plain],
          [jobIdOf('signed01'), signed],
        ]),
      )
      for (const each of messages) intake.receive(each)

      const jobs = [...intake.jobs.values()]
      const state = stateOf(jobs, { jobs: standingJobs(jobs, nowMs, []) })
      for (const { key, history } of jobs) {
        const view = paneView(state, key)
        if (!view) throw new Error('the state knows its job')
        expectExact(paneLines(view, { ...place, weight: 'round', isMarked: false, hint: [] }), place)
        const tall = { ...place, rows: place.rows + 5 }
        expectExact(detailFrame(view, { cursor: null, lead: null }, historyViewOf(view.job), keymap, tall).lines, tall)
        for (const entry of history) {
          const lines = eventLines(entry, innerSize(place.columns, place.rows).cells)
          expect(lines.length).toBeLessThan(5_000)
          expectExact(documentFrame([], lines, 0, place).lines, place)
        }
      }
      const dropped = droppedLines(drops.snapshot(), innerSize(place.columns, place.rows).cells)
      expectExact(documentFrame([], dropped, 0, place).lines, place)
    }),
    { numRuns: messagesToTry / batch, seed },
  )
})

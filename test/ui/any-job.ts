// Any job that the fold could make, with the worst texts that anybody can send: for the properties of the screen.
import fc from 'fast-check'
import type { EmitOutcome } from '../../src/app/actions/emit-outcome.ts'
import type { HistoryEntry, Job, RecordFacts } from '../../src/domain/jobs/job.ts'
import { embeddedBroker, jobKeyOf } from '../../src/domain/jobs/job-key.ts'
import { noSeen } from '../../src/domain/jobs/seen-events.ts'
import { eventTypes } from '../../src/domain/protocol/event.ts'
import type { JobId } from '../../src/domain/protocol/job-id.ts'
import { nowMs } from './fixtures.ts'

/** Escape sequences, wide, joined, flagged and combined characters, and what is neither. */
const nastyPieces = [
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '정렬',
  '👩\u200d💻',
  '🇰🇷',
  'e\u0301',
  '❤\ufe0f',
  '\u202e',
  ' ',
  'word',
  '\n',
]

const raw = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.array(fc.constantFrom(...nastyPieces), { maxLength: 60 }).map((pieces) => pieces.join('')),
)
const agoMs = fc.integer({ min: 0, max: 40 * 24 * 3600 * 1000 })
const moment = agoMs.map((ago) => nowMs - ago)
const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000_000 }))
const seq = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const limitSec = fc.integer({ min: 1, max: 400 * 24 * 3600 })

const entry: fc.Arbitrary<HistoryEntry> = fc.record({
  seq,
  event: fc.constantFrom(...eventTypes),
  detail: raw,
  receivedMs: moment,
  receivedWallMs: moment,
  retained: fc.boolean(),
  isFromLog: fc.boolean(),
  note: fc.constantFrom(
    null,
    'out-of-order',
    'restarted',
    'stray',
    'after-end',
    'second-end',
    'late',
    'after-silence',
    'not-a-number',
    'unsigned',
    'forged',
  ),
  signature: fc.constantFrom(null, 'verified', 'unsigned', 'forged'),
  json: fc.oneof(fc.json(), raw),
})

const record: fc.Arbitrary<RecordFacts> = fc.record({
  status: fc.constantFrom('pending', 'running', 'completed', 'error', 'cancelled'),
  createdMs: moment,
  createdWallMs: moment,
  updatedMs: moment,
  prompt: raw,
  agent: raw,
  session: fc.option(raw),
  pane: fc.constant(null),
  timeoutSec: limitSec,
  idleTimeoutSec: limitSec,
  artifacts: fc.array(raw, { maxLength: 4 }),
  lastSeq: fc.nat(),
})

/** Any job; only its id is the caller's. */
export function anyJob(id: string): fc.Arbitrary<Job> {
  return fc.record({
    key: fc.constant(jobKeyOf(embeddedBroker, id as JobId)),
    broker: fc.constant(embeddedBroker),
    id: fc.constant(id as JobId),
    topic: fc.constant(`python/mqtt/jobs/${id}/events`),
    record: fc.option(record),
    firstEventMs: fc.option(moment),
    lastEventMs: fc.option(moment),
    lastEventWallMs: fc.option(moment),
    idleFromMs: fc.option(moment),
    latest: fc.option(fc.record({ seq, event: fc.constantFrom(...eventTypes), detail: raw, receivedMs: moment })),
    request: fc.option(fc.record({ detail: raw, receivedMs: moment })),
    ending: fc.option(
      fc.record({
        kind: fc.constantFrom('completed', 'error', 'cancelled'),
        atMs: moment,
        detail: raw,
        late: fc.boolean(),
      }),
    ),
    seqs: fc.constantFrom([], [[1, 1]], [
      [1, 1],
      [900_000_000, 900_000_001],
    ] as const),
    missedBefore: count,
    secondhand: fc.constant([]),
    seen: fc.constant(noSeen),
    duplicates: count,
    secondEndings: count,
    unsigned: count,
    forged: count,
    history: fc.array(entry, { maxLength: 12 }),
  }) as fc.Arbitrary<Job>
}

export const anyOutcome: fc.Arbitrary<EmitOutcome> = fc.record({
  tone: fc.constantFrom('busy', 'good', 'bad'),
  text: raw,
  atMs: moment,
})

export const anyId: fc.Arbitrary<string> = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)

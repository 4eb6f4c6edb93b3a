import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { maxHistory, maxTraces } from '../../../src/domain/jobs/fold.ts'
import { missedCount } from '../../../src/domain/jobs/seq-set.ts'
import { decodeMessage } from '../../../src/domain/protocol/decode.ts'
import { type Arrival, arrive, foldAll, jobIdOf } from './build-job.ts'

const manyEvents = (count: number) => Array.from({ length: count }, (_, i) => arrive(i + 1, 'progress', { atMs: i }))

/** Of so many events these stay, when others pour in that are only kept as traces. */
const genuineSeqs = Array.from({ length: maxHistory - maxTraces }, (_, i) => i + 1 + maxTraces)

/** An event as it comes off the wire: its texts belong to the payload that they were parsed from. */
function received(seq: number, detail: string, filler: string): Arrival {
  const { event, receipt } = arrive(seq, 'progress', { detail, data: { filler } })
  const decoded = decodeMessage([jobIdOf('abc12345')], new TextEncoder().encode(JSON.stringify(event.payload)))
  if (decoded.kind !== 'event') throw new Error(`the payload should be an event, it is ${JSON.stringify(decoded)}`)
  return { event: decoded.event, receipt }
}

/** Bytes of the heap that are in use when all garbage is collected. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

describe('the history', () => {
  it('shows an event as it was received', () => {
    const job = foldAll([
      arrive(4, 'progress', { atMs: 77, detail: 'tests 96/140', data: { done: 96 }, signature: 'verified' }),
    ])
    expect(job.history).toEqual([
      {
        seq: 4,
        event: 'progress',
        detail: 'tests 96/140',
        receivedMs: 77,
        receivedWallMs: 77,
        retained: false,
        isFromLog: false,
        note: null,
        signature: 'verified',
        json: '{"schema_version":1,"job_id":"abc12345","seq":4,"event":"progress","timestamp":"2026-06-19T09:30:00Z","detail":"tests 96/140","data":{"done":96}}',
      },
    ])
  })

  it('is in the order of receipt', () => {
    const job = foldAll([arrive(3, 'progress'), arrive(1, 'started'), arrive(2, 'progress')])
    expect(job.history.map(({ seq }) => seq)).toEqual([3, 1, 2])
  })

  it('has the latest events, at most its limit, while the counts are of all', () => {
    const full = foldAll(manyEvents(maxHistory))
    expect(full.history.map(({ seq }) => seq)).toEqual(Array.from({ length: maxHistory }, (_, i) => i + 1))
    const over = foldAll([arrive(maxHistory + 3, 'progress')], full)
    expect(over.history).toHaveLength(maxHistory)
    expect([over.history[0]?.seq, over.history.at(-1)?.seq]).toEqual([2, maxHistory + 3])
    expect(missedCount(over.seqs)).toBe(2)
    expect(over.firstEventMs).toBe(0)
  })

  it('holds texts as they were sent: the views make them safe', () => {
    const hostile = '\u001b]0;title\u0007\u009b2J\u202e\u0000\ud800'
    const job = foldAll([arrive(1, 'permission_required', { detail: hostile, data: { [hostile]: hostile } })])
    const [entry] = job.history
    expect([entry?.detail, job.latest?.detail]).toEqual([hostile, hostile])
    expect(JSON.parse(entry?.json ?? '')).toMatchObject({ data: { [hostile]: hostile } })
  })

  it.each([
    ['letters', 'x'.repeat(200_000)],
    ['wide letters', '한'.repeat(60_000)],
    ['combining marks', '\u0301'.repeat(100_000)],
    ['letters of two parts', '\u0e33'.repeat(60_000)],
    ['characters that are not shown', '\u200b'.repeat(60_000)],
    ['emoji', '👩‍💻'.repeat(20_000)],
  ])('cuts a long payload of %s', (_what, filler) => {
    const [entry] = foldAll([received(1, filler.slice(0, 10_000), filler)]).history
    expect(entry?.json.length).toBe(4_000)
    expect(entry?.detail.length).toBe(2_000)
    expect(entry?.json.isWellFormed()).toBe(true)
    expect(entry?.detail.isWellFormed()).toBe(true)
  })

  it('keeps the genuine events when forged ones pour in, and the newest of these', () => {
    const genuine = manyEvents(maxHistory)
    const forged = Array.from({ length: 300 }, (_, i) => arrive(i + 1, 'error', { signature: 'forged' }))
    const { history, ...job } = foldAll([...genuine, ...forged])
    const seqsOf = (note: string | null) => history.filter((entry) => entry.note === note).map(({ seq }) => seq)
    expect(seqsOf(null)).toEqual(genuineSeqs)
    expect(seqsOf('forged')).toEqual(Array.from({ length: maxTraces }, (_, i) => i + 301 - maxTraces))
    expect(job.forged).toBe(300)
  })

  it('keeps the genuine events when unsigned ones and stray numbers pour in', () => {
    const genuine = manyEvents(maxHistory)
    const unsigned = Array.from({ length: 300 }, (_, i) => arrive(i + 1, 'error', { signature: 'unsigned' }))
    const strays = Array.from({ length: 300 }, (_, i) => arrive(20_000 + i, 'error'))
    const job = foldAll([...genuine, ...unsigned, ...strays])
    expect(job.history.filter(({ note }) => note === null).map(({ seq }) => seq)).toEqual(genuineSeqs)
    expect(job).toMatchObject({ unsigned: 300, seqs: [[1, maxHistory]], latest: { seq: maxHistory }, ending: null })
  })

  it('does not keep the payloads that its texts were cut from', () => {
    const before = usedHeap()
    const job = foldAll(
      Array.from({ length: maxHistory }, (_, i) =>
        received(i + 1, `${i}${'d'.repeat(100_000)}`, `${i}${'x'.repeat(100_000)}`),
      ),
    )
    expect(usedHeap() - before).toBeLessThan(2_000_000)
    expect(job.history).toHaveLength(maxHistory)
  })
})

import { describe, expect, it } from 'vitest'
import { jobStory } from '../../../src/app/audit/job-story.ts'
import type { Gap, JudgedEvent } from '../../../src/io/ledger/ledger.ts'
import { newEvent } from '../../io/ledger/entries.ts'

/** Events and gaps at seconds after a fixed moment, each as a word. */
function storyOf(
  events: readonly JudgedEvent[],
  gaps: readonly (readonly [from: number, to: number])[],
): readonly string[] {
  const startMs = newEvent('job-1', 1).entry.receivedMs
  const periods = gaps.map(([from, to]): Gap => {
    const [fromMs, toMs] = [startMs + from * 1_000, startMs + to * 1_000]
    return { fromMs, toMs, fromAtMs: fromMs, toAtMs: toMs, why: '' }
  })
  return jobStory(events, periods).map((part) =>
    part.kind === 'event' ? `#${part.event.event.seq}` : `gap ${(part.gap.fromMs - startMs) / 1_000}`,
  )
}

const at = (seq: number, second: number, more = {}) => newEvent('job-1', seq, { at: second * 1_000, ...more })

describe("a job's story", () => {
  it('has each gap where it was', () => {
    const events = [at(1, 10), at(2, 20), at(5, 60)]
    expect(
      storyOf(events, [
        [30, 50],
        [70, 80],
      ]),
    ).toEqual(['#1', '#2', 'gap 30', '#5', 'gap 70'])
  })

  it('puts what a log file had at the time when it was written down', () => {
    const events: JudgedEvent[] = [
      at(1, 10),
      at(4, 60),
      { ...at(2, 20), source: 'file' },
      { ...at(3, 30), source: 'file' },
    ]
    expect(storyOf(events, [[15, 55]])).toEqual(['#1', 'gap 15', '#2', '#3', '#4'])
  })

  it('leaves out the gaps before the job began and after it had ended', () => {
    const events = [at(1, 10), at(2, 20, { event: 'completed' })]
    expect(
      storyOf(events, [
        [1, 5],
        [30, 40],
      ]),
    ).toEqual(['#1', '#2'])
  })

  it('has the gap before the first event when numbers are missing there', () => {
    expect(storyOf([at(7, 60, { event: 'completed' })], [[1, 50]])).toEqual(['gap 1', '#7'])
  })

  it('is empty without an event', () => {
    expect(storyOf([], [[1, 5]])).toEqual([])
  })
})

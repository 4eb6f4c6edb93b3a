import { describe, expect, it } from 'vitest'
import { auditJob, isIncomplete, type JobEvidence } from '../../../src/app/audit/audit-job.ts'
import type { SeqSet } from '../../../src/domain/jobs/seq-set.ts'
import type { JobSummary } from '../../../src/io/ledger/ledger.ts'
import { jobId } from '../../io/ledger/entries.ts'

const id = jobId('job-1')

function summaryOf(seqs: SeqSet, more: Partial<JobSummary> = {}): JobSummary {
  const nothing = {
    request: null,
    latest: null,
    ending: null,
    deadlines: null,
    ...{ firstEventMs: null, firstEventAtMs: null, lastEventMs: null, lastEventAtMs: null },
  }
  const job = { jobId: id, topic: null, eventCount: 1, acknowledged: null, flags: null }
  return { ...job, ...nothing, seqs, missedBefore: 0, secondhand: [], tallies: {}, ...more }
}

function audit(evidence: Partial<JobEvidence>) {
  const nothing = {
    summary: null,
    marks: { events: [], unsent: [], highestSeq: 0, unreadableLines: 0 },
    logged: [],
    lastSeq: 0,
    gaps: [],
    sinceAtMs: null,
  }
  return auditJob({ jobId: id, ...nothing, ...evidence })
}

const withHole: SeqSet = [
  [1, 3],
  [5, 6],
]

describe('the audit of a job', () => {
  it('is complete when every number up to the last one came', () => {
    const complete = audit({ summary: summaryOf([[1, 7]]), lastSeq: 7 })
    expect(complete).toMatchObject({ seen: [[1, 7]], missed: [] })
    expect(isIncomplete(complete)).toBe(false)
  })

  it.each<[string, Partial<JobEvidence>, SeqSet]>([
    ['between two others', { summary: summaryOf(withHole) }, [[4, 4]]],
    ['before the first one that came', { summary: summaryOf([[5, 6]]) }, [[1, 4]]],
    ['that the record says was taken', { summary: summaryOf([[1, 3]]), lastSeq: 5 }, [[4, 5]]],
    ['of a job of which nothing came', { lastSeq: 2 }, [[1, 2]]],
  ])('misses a number %s', (_where, evidence, missed) => {
    expect(audit(evidence).missed).toEqual(missed)
    expect(isIncomplete(audit(evidence))).toBe(true)
  })

  it('does not miss what still waits in the outbox', () => {
    const waiting = audit({
      summary: summaryOf([[1, 3]]),
      lastSeq: 5,
      marks: { events: [], unsent: [4, 5], highestSeq: 3, unreadableLines: 0 },
    })
    expect(waiting).toMatchObject({ missed: [], groups: { unsent: [[4, 5]] } })
    expect(isIncomplete(waiting)).toBe(false)
  })

  it('does not miss numbers that came before the publisher counted anew, though the record still has the highest', () => {
    const marks = { events: [], unsent: [], highestSeq: 40, unreadableLines: 0 }
    const restarted = audit({ summary: summaryOf([[1, 3]]), lastSeq: 40, marks })
    expect(restarted.missed).toEqual([])
    expect(audit({ summary: summaryOf([[1, 3]]), lastSeq: 42, marks }).missed).toEqual([[41, 42]])
  })

  it('is incomplete when an event could not be recorded, or was missed before the publisher counted anew', () => {
    expect(isIncomplete(audit({ summary: summaryOf([[1, 1]], { tallies: { notRecorded: 1 } }) }))).toBe(true)
    expect(isIncomplete(audit({ summary: summaryOf([[1, 1]], { missedBefore: 2 }) }))).toBe(true)
  })

  it('groups the numbers by what was unusual about their events', () => {
    const events = [
      { seq: 2, source: 'file', note: null },
      { seq: 1, source: 'file', note: null },
      { seq: 5, source: 'live', note: 'out-of-order' },
      // As a version before this one might have had it.
      { seq: 9, source: 'queued' as 'live', note: 'late' },
      { seq: 3, source: 'live', note: 'forged' },
      { seq: 3, source: 'live', note: 'unsigned' },
      { seq: 9, source: 'retained', note: 'second-end' },
      { seq: 6, source: 'live', note: 'a note of a newer version' },
    ] as const
    const { groups } = audit({
      summary: summaryOf([[1, 9]]),
      marks: { events, unsent: [], highestSeq: 9, unreadableLines: 0 },
    })
    const named = Object.entries(groups).filter(([, ranges]) => ranges.length > 0)
    const late = [
      [5, 5],
      [9, 9],
    ]
    const third = [[3, 3]]
    const ninth = [[9, 9]]
    expect(Object.fromEntries(named)).toEqual({
      ...{ late, forged: third, unsigned: third, file: [[1, 2]], retained: ninth, second_end: ninth },
    })
  })
})

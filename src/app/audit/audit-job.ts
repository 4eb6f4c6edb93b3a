// What the ledger can prove about one job: which numbers came, which did not, and which were not ordinary events. Pure.
import { mergedRanges, missingRanges, rangesOf } from '../../domain/jobs/seq-ranges.ts'
import { highestSeq, noSeqs, type SeqSet } from '../../domain/jobs/seq-set.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import type { Gap, JobMarks, JobSummary } from '../../io/ledger/ledger.ts'

/** What is known of a job, from the ledger and from its record. */
export interface JobEvidence {
  readonly jobId: JobId
  /** Null when the ledger knows nothing of the job. */
  readonly summary: JobSummary | null
  readonly marks: JobMarks
  /** The numbers of events that a log of the job has and the ledger has not. */
  readonly logged: readonly number[]
  /** The last number that a publisher has taken, as the record says; 0 when there is no such record. */
  readonly lastSeq: number
  /** When nobody was listening, within the job's life. */
  readonly gaps: readonly Gap[]
  /** Receipt of the job's first event, in epoch milliseconds; null before any. */
  readonly sinceAtMs: number | null
}

/** Groups of numbers that an audit names, beside those that were seen and missed. */
export const seqGroups = [
  'unsent',
  'logged',
  'late',
  'after_end',
  'second_end',
  'restarted',
  'stray',
  'forged',
  'unsigned',
  'retained',
  'file',
] as const
export type SeqGroup = (typeof seqGroups)[number]

export interface JobAudit extends Pick<JobEvidence, 'jobId' | 'gaps' | 'sinceAtMs'> {
  /** Since the publisher last began to count anew. */
  readonly seen: SeqSet
  readonly missed: SeqSet
  /** How many numbers were missing before that. */
  readonly missedBefore: number
  /** How often an event came again. */
  readonly repeated: number
  /** Events that were received and could not be written. */
  readonly notRecorded: number
  /** How many lines of its log files could not be read. */
  readonly unreadableLines: number
  readonly groups: Readonly<Record<SeqGroup, SeqSet>>
}

const groupOfNote: Readonly<Record<string, SeqGroup>> = {
  'out-of-order': 'late',
  late: 'late',
  'after-end': 'after_end',
  'second-end': 'second_end',
  restarted: 'restarted',
  stray: 'stray',
  forged: 'forged',
  unsigned: 'unsigned',
}

/**
 * Audits one job. Numbers start at 1, so those below the first one seen are missed as well; those above the last one seen
 * are missed up to the number that the record says was taken, except those that may have come before the publisher counted anew.
 */
export function auditJob({ jobId, summary, marks, logged, lastSeq, gaps, sinceAtMs }: JobEvidence): JobAudit {
  const seen = summary?.seqs ?? noSeqs
  const tallies = summary?.tallies ?? {}
  const top = highestSeq(seen)
  // A publisher that counts anew by itself leaves the record's counter where it was.
  const beforeRestart: SeqSet = marks.highestSeq > top ? [[top + 1, marks.highestSeq]] : noSeqs
  const accounted = mergedRanges([...seen, ...beforeRestart, ...rangesOf(marks.unsent), ...rangesOf(logged)])
  return {
    jobId,
    seen,
    missed: missingRanges(accounted, Math.max(top, lastSeq)),
    missedBefore: summary?.missedBefore ?? 0,
    repeated: tallies.repeated ?? 0,
    notRecorded: tallies.notRecorded ?? 0,
    unreadableLines: marks.unreadableLines,
    groups: { ...groupsOf(marks), logged: rangesOf(logged) },
    gaps,
    sinceAtMs,
  }
}

/** Whether something that was sent is known not to be in the ledger. */
export function isIncomplete({ missed, missedBefore, notRecorded }: JobAudit): boolean {
  return missed.length > 0 || missedBefore > 0 || notRecorded > 0
}

function groupsOf({ events, unsent }: JobMarks): JobAudit['groups'] {
  const seqs = new Map<SeqGroup, number[]>(seqGroups.map((group) => [group, []]))
  for (const seq of unsent) seqs.get('unsent')?.push(seq)
  for (const { seq, note, source } of events) {
    const group = groupOfNote[note ?? '']
    if (group) seqs.get(group)?.push(seq)
    if (source !== 'live') seqs.get(source)?.push(seq)
  }
  return Object.fromEntries(seqGroups.map((group) => [group, rangesOf(seqs.get(group) ?? [])])) as JobAudit['groups']
}

// Every job of a broker at a glance, from one small table: how a deck opens on a ledger of any size.
import type { SeqSet } from '../../../domain/jobs/seq-set.ts'
import type { EventType } from '../../../domain/protocol/event.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import { deadlineColumns, deadlinesOf, type JobDeadlines } from './deadlines.ts'
import { type EventDigest, parseSummary, type Tallies } from './job-summary.ts'
import type { LedgerAccess } from './ledger-access.ts'
import type { Row } from './read-event.ts'
import type { Timeline } from './stamp.ts'

/** What a deck shows of an event; `detail` is raw and bounded. */
export interface SummaryEvent {
  readonly seq: number
  readonly event: EventType
  readonly detail: string
  readonly note: string | null
  readonly receivedMs: number
  readonly receivedAtMs: number
}

export interface JobSummary {
  readonly jobId: JobId
  readonly topic: string | null
  /** Events recorded, those that retention has removed included. */
  readonly eventCount: number
  /** The numbers since the publisher last began to count anew, and how many were missing before. */
  readonly seqs: SeqSet
  readonly missedBefore: number
  /** Receipt of the first and the last event that had influence. */
  readonly firstEventMs: number | null
  readonly lastEventMs: number | null
  readonly latest: SummaryEvent | null
  readonly ending: SummaryEvent | null
  readonly tallies: Tallies
  readonly deadlines: JobDeadlines | null
  /** What of the job was last seen, in the deck's words; null for nothing. */
  readonly acknowledged: string | null
}

const selectColumns = `
SELECT jobs.job, jobs.summary, ${deadlineColumns}, acknowledgements.what
FROM jobs LEFT JOIN deadlines ON deadlines.job = jobs.id LEFT JOIN acknowledgements ON acknowledgements.job = jobs.id`
const selectAll = `${selectColumns} WHERE jobs.broker = ? AND jobs.job > ? ORDER BY jobs.job LIMIT ?`
const selectOne = `${selectColumns} WHERE jobs.broker = ? AND jobs.job = ?`

const chunkRows = 1_000

/** Calls `onJobs` with some jobs at a time until all were there; whatever else waits gets its turn in between. */
export function restoreJobs(access: LedgerAccess, onJobs: (jobs: readonly JobSummary[]) => void): Promise<void> {
  const { timeline } = access
  let last = ''
  return access.read<void>(undefined, async ({ file, brokerId }) => {
    for (;;) {
      const rows = file.prepare(selectAll).all(brokerId, last, chunkRows)
      onJobs(rows.map((row) => summaryOf(row, timeline)))
      last = String(rows.at(-1)?.job ?? last)
      if (rows.length < chunkRows) return
      await new Promise<void>((resolve) => timeline.clock.soon(resolve))
    }
  })
}

/** One job; null when the ledger knows nothing of it. */
export function readJobSummary(access: LedgerAccess, jobId: JobId): Promise<JobSummary | null> {
  return access.read<JobSummary | null>(null, ({ file, brokerId }) => {
    const row = file.prepare(selectOne).get(brokerId, jobId)
    return row ? summaryOf(row, access.timeline) : null
  })
}

function summaryOf(row: Row, timeline: Timeline): JobSummary {
  const { first, last, latest, ending, recent, ...summary } = parseSummary(row.summary)
  return {
    ...summary,
    jobId: String(row.job) as JobId,
    firstEventMs: first && timeline.monotonicMsOf(first),
    lastEventMs: last && timeline.monotonicMsOf(last),
    latest: latest && summaryEventOf(latest, timeline),
    ending: ending && summaryEventOf(ending, timeline),
    deadlines: deadlinesOf(row, timeline),
    acknowledged: row.what === null ? null : String(row.what),
  }
}

function summaryEventOf({ seq, event, detail, note, stamp }: EventDigest, timeline: Timeline): SummaryEvent {
  return { seq, event, detail, note, receivedMs: timeline.monotonicMsOf(stamp), receivedAtMs: stamp.wallMs }
}

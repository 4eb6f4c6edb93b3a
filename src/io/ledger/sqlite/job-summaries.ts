// Every job of a broker at a glance, from one small table: how a deck opens on a ledger of any size.
import { noSeqs } from '../../../domain/jobs/seq-set.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { JobSummary, SummaryEvent } from '../ledger.ts'
import { deadlineColumns, deadlinesOf } from './deadlines.ts'
import { flagColumns, flagsOf } from './job-flags.ts'
import { type EventDigest, parseSummary } from './job-summary.ts'
import type { LedgerAccess } from './ledger-access.ts'
import type { Row } from './read-event.ts'
import type { Timeline } from './stamp.ts'

const selectColumns = `
SELECT jobs.job, jobs.summary, ${deadlineColumns}, acknowledgements.what, ${flagColumns}
FROM jobs LEFT JOIN deadlines ON deadlines.job = jobs.id LEFT JOIN acknowledgements ON acknowledgements.job = jobs.id
LEFT JOIN flags ON flags.job = jobs.id`
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
  const { first, last, latest, request, ending, ...summary } = parseSummary(row.summary)
  return {
    ...summary,
    secondhand: summary.secondhand ?? noSeqs,
    jobId: String(row.job) as JobId,
    firstEventMs: first && timeline.monotonicMsOf(first),
    firstEventAtMs: first?.wallMs ?? null,
    lastEventMs: last && timeline.monotonicMsOf(last),
    lastEventAtMs: last?.wallMs ?? null,
    latest: latest && summaryEventOf(latest, timeline),
    request: request && summaryEventOf(request, timeline),
    ending: ending && summaryEventOf(ending, timeline),
    deadlines: deadlinesOf(row, timeline),
    acknowledged: row.what === null ? null : String(row.what),
    flags: flagsOf(row),
  }
}

function summaryEventOf({ stamp, id, ...digest }: EventDigest, timeline: Timeline): SummaryEvent {
  return { ...digest, tool: digest.tool ?? null, receivedMs: timeline.monotonicMsOf(stamp), receivedAtMs: stamp.wallMs }
}

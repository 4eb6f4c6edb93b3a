// A job's summary made anew from the events that the ledger has of it, after damage or in a file that others wrote to.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import { emptySummary, type StoredSummary, withEvent } from './job-summary.ts'
import { eventColumns, eventOf, stampOf } from './read-event.ts'
import type { Timeline } from './stamp.ts'
import { byteLengthOf } from './store-event.ts'
import type { StoredText } from './stored-text.ts'
import type { Transaction } from './transaction.ts'

const selectEvents = `SELECT events.id, ${eventColumns} FROM events WHERE job = ? ORDER BY id`

/** Replaces the summary of a job within a transaction; `known` is what else is known of it. */
export function rebuildSummary(transaction: Transaction, jobId: JobId, timeline: Timeline, known: StoredSummary): void {
  const job = transaction.jobs.row(jobId)
  job.summary = { ...emptySummary, tallies: lastingTallies(known) }
  job.bytes = 0
  job.hasEnded = false
  for (const row of transaction.file.prepare(selectEvents).iterate(job.id)) {
    const event = eventOf(row, jobId, timeline)
    const stamp = stampOf(row)
    if (event) job.summary = withEvent(job.summary, event, Number(row.id), stamp)
    job.bytes += byteLengthOf(row.payload as StoredText)
    job.hasEnded ||= row.effect === 'ends'
    job.lastWallMs = Math.max(job.lastWallMs, stamp.wallMs)
  }
  job.summary = { ...job.summary, eventCount: Math.max(job.summary.eventCount, known.eventCount) }
}

/** The counts that no stored event carries. */
function lastingTallies({ tallies }: StoredSummary): Record<string, number> {
  const names = ['repeated', 'notRecorded']
  return Object.fromEntries(Object.entries(tallies).filter(([name]) => names.includes(name)))
}

// What of a job is not ordinary: what an audit names, read without the payloads.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { EventSource, JobMarks } from '../ledger.ts'
import type { LedgerAccess } from './ledger-access.ts'

const selectMarked = `
SELECT seq, source, note FROM events
WHERE job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) AND (note IS NOT NULL OR source <> 'live')
ORDER BY id`
const selectUnsent = `SELECT seq FROM outbox WHERE broker = ? AND job = ? AND state NOT IN ('delivered', 'acked') ORDER BY id`
const selectHighest = `
SELECT max(seq) AS seq FROM events
WHERE job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) AND wall_ms >= ? AND effect <> 'none' AND note IS NOT 'stray'`
const selectUnreadable = 'SELECT sum(unreadable) AS lines FROM log_marks WHERE broker = ? AND job = ?'

const noMarks: JobMarks = { events: [], unsent: [], highestSeq: 0, unreadableLines: 0 }

export function readJobMarks(access: LedgerAccess, jobId: JobId, sinceAtMs: number): Promise<JobMarks> {
  return access.read<JobMarks>(noMarks, ({ file, brokerId }) => ({
    events: file
      .prepare(selectMarked)
      .all(brokerId, jobId)
      .map(({ seq, source, note }) => ({
        seq: Number(seq),
        source: String(source) as EventSource,
        note: note === null ? null : String(note),
      })),
    unsent: file
      .prepare(selectUnsent)
      .all(brokerId, jobId)
      .map(({ seq }) => Number(seq)),
    highestSeq: Number(file.prepare(selectHighest).get(brokerId, jobId, sinceAtMs)?.seq ?? 0),
    unreadableLines: Number(file.prepare(selectUnreadable).get(brokerId, jobId)?.lines ?? 0),
  }))
}

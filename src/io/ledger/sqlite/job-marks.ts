// What of a job is not ordinary: what an audit names, read without the payloads.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { EventSource, JobMarks } from '../ledger.ts'
import type { LedgerAccess } from './ledger-access.ts'

const selectMarked = `
SELECT seq, source, note FROM events
WHERE job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) AND (note IS NOT NULL OR source <> 'live')
ORDER BY id`
const selectUnsent = `SELECT seq FROM outbox WHERE broker = ? AND job = ? AND state IN ('queued', 'sending', 'set-aside') ORDER BY id`
const selectUnreadable = 'SELECT sum(unreadable) AS lines FROM log_marks WHERE broker = ? AND job = ?'

export function readJobMarks(access: LedgerAccess, jobId: JobId): Promise<JobMarks> {
  return access.read<JobMarks>({ events: [], unsent: [], unreadableLines: 0 }, ({ file, brokerId }) => ({
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
    unreadableLines: Number(file.prepare(selectUnreadable).get(brokerId, jobId)?.lines ?? 0),
  }))
}

// How much of the log files of jobs has been taken in: what was read is not read again at the next opening.
import type { LogMark } from '../../../domain/jobs/log-mark.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { LedgerAccess } from './ledger-access.ts'
import { fromStoredText, type StoredText, toStoredText } from './stored-text.ts'

const upsert = `
INSERT INTO log_marks (broker, path, job, identity, offset, size, unreadable) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (broker, path) DO UPDATE SET
  identity = excluded.identity, offset = excluded.offset, size = excluded.size, unreadable = excluded.unreadable`
const selectMarks = 'SELECT * FROM log_marks WHERE broker = ?'

/** Resolves when it is on disk, or was given up. */
export async function saveLogMark(access: LedgerAccess, mark: LogMark): Promise<void> {
  const { path, jobId, identity, offset, size, unreadable } = mark
  await access.write(path.length, ({ file, brokerId }) => {
    file.prepare(upsert).run(brokerId, toStoredText(path), jobId, identity, offset, size, unreadable)
  })
}

export function readLogMarks(access: LedgerAccess): Promise<ReadonlyMap<string, LogMark>> {
  return access.read<ReadonlyMap<string, LogMark>>(new Map(), ({ file, brokerId }) => {
    const marks = file.prepare(selectMarks).all(brokerId)
    return new Map(
      marks.map((row) => {
        const path = fromStoredText(row.path as StoredText)
        const [offset, size, unreadable] = [Number(row.offset), Number(row.size), Number(row.unreadable)]
        const mark = { jobId: String(row.job) as JobId, path, identity: String(row.identity), offset, size, unreadable }
        return [path, mark]
      }),
    )
  })
}

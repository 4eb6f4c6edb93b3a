// Since when a job's clocks have been running, kept over a restart of the monitor: a clock that was set meanwhile neither
// times a job out nor gives it more time (PROTOCOL.md §8). What the limits are, the job's record says.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { JobDeadlines, Moment } from '../ledger.ts'
import type { LedgerAccess } from './ledger-access.ts'
import type { Row } from './read-event.ts'
import type { Timeline } from './stamp.ts'
import { stampIn, stampValues } from './stamp-columns.ts'

export const deadlineColumns = `deadlines.job AS deadlines_job,
  total_wall_ms, total_boot, total_boot_ms, idle_wall_ms, idle_boot, idle_boot_ms, timed_out`

const upsert = `
INSERT INTO deadlines (job, total_wall_ms, total_boot, total_boot_ms, idle_wall_ms, idle_boot, idle_boot_ms, timed_out)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (job) DO UPDATE SET
  total_wall_ms = excluded.total_wall_ms, total_boot = excluded.total_boot, total_boot_ms = excluded.total_boot_ms,
  idle_wall_ms = excluded.idle_wall_ms, idle_boot = excluded.idle_boot, idle_boot_ms = excluded.idle_boot_ms,
  timed_out = excluded.timed_out`

/** Replaces what is stored of these jobs' clocks. Resolves when it is on disk, or was given up. */
export async function saveDeadlines(access: LedgerAccess, deadlines: ReadonlyMap<JobId, JobDeadlines>): Promise<void> {
  const stamp = (from: Moment | null) => stampValues(from && access.timeline.stampOf(from.ms, from.atMs))
  const rows = Array.from(deadlines, ([jobId, { totalFrom, idleFrom, timedOut }]) => {
    return { jobId, values: [...stamp(totalFrom), ...stamp(idleFrom), timedOut] }
  })
  await access.write(rows.length, ({ file, jobs }) => {
    for (const { jobId, values } of rows) file.prepare(upsert).run(jobs.row(jobId).id, ...values)
  })
}

/** The deadlines in a row with `deadlineColumns`; null when none were saved. */
export function deadlinesOf(row: Row, timeline: Timeline): JobDeadlines | null {
  if (row.deadlines_job === null) return null
  const moment = (prefix: 'total' | 'idle'): Moment | null => {
    const stamp = stampIn(row, prefix)
    return stamp && { ms: timeline.monotonicMsOf(stamp), atMs: stamp.wallMs }
  }
  const timedOut = row.timed_out === 'total' || row.timed_out === 'idle' ? row.timed_out : null
  return { totalFrom: moment('total'), idleFrom: moment('idle'), timedOut }
}

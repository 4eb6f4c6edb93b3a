// Since when a job's clocks have been running, kept over a restart of the monitor: a clock that was set meanwhile neither
// times a job out nor gives it more time (PROTOCOL.md §8). What the limits are, the job's record says.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { LedgerAccess } from './ledger-access.ts'
import type { Row } from './read-event.ts'
import type { Timeline } from './stamp.ts'
import { stampIn, stampValues } from './stamp-columns.ts'

export interface JobDeadlines {
  /** Since when each clock has been running, on the Clock's monotonic timeline; null for one that is not. */
  readonly totalFromMs: number | null
  readonly idleFromMs: number | null
  /** The monitor's verdict, which outlives the monitor; null for none. */
  readonly timedOut: 'total' | 'idle' | null
}

export const deadlineColumns = `deadlines.job AS deadlines_job,
  total_wall_ms, total_boot, total_boot_ms, idle_wall_ms, idle_boot, idle_boot_ms, timed_out`

const upsert = `
INSERT INTO deadlines (job, total_wall_ms, total_boot, total_boot_ms, idle_wall_ms, idle_boot, idle_boot_ms, timed_out)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (job) DO UPDATE SET
  total_wall_ms = excluded.total_wall_ms, total_boot = excluded.total_boot, total_boot_ms = excluded.total_boot_ms,
  idle_wall_ms = excluded.idle_wall_ms, idle_boot = excluded.idle_boot, idle_boot_ms = excluded.idle_boot_ms,
  timed_out = excluded.timed_out`

/** Replaces what is stored of a job's clocks. Resolves when it is on disk, or was given up. */
export async function saveDeadlines(access: LedgerAccess, jobId: JobId, deadlines: JobDeadlines): Promise<void> {
  const stamp = (fromMs: number | null) => stampValues(fromMs === null ? null : access.timeline.stampOf(fromMs))
  const values = [...stamp(deadlines.totalFromMs), ...stamp(deadlines.idleFromMs), deadlines.timedOut]
  await access.write(values.length, ({ file, jobs }) => {
    file.prepare(upsert).run(jobs.row(jobId).id, ...values)
  })
}

/** The deadlines in a row with `deadlineColumns`; null when none were saved. */
export function deadlinesOf(row: Row, timeline: Timeline): JobDeadlines | null {
  if (row.deadlines_job === null) return null
  const total = stampIn(row, 'total')
  const idle = stampIn(row, 'idle')
  return {
    totalFromMs: total && timeline.monotonicMsOf(total),
    idleFromMs: idle && timeline.monotonicMsOf(idle),
    timedOut: row.timed_out === 'total' || row.timed_out === 'idle' ? row.timed_out : null,
  }
}

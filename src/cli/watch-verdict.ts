// When `watch` is over and with which status: both clocks start when it subscribes (PROTOCOL.md §3 and §4). Pure.
import type { Job } from '../domain/jobs/job.ts'
import type { JobId } from '../domain/protocol/job-id.ts'
import { exitStatus } from './exit-status.ts'

/** A watched job's limits, in seconds. */
export interface WatchLimits {
  readonly totalSec: number
  readonly idleSec: number
}

/** What has become of one watched job; null while it may still go on. */
export interface Settled {
  readonly jobId: JobId
  readonly kind: 'completed' | 'error' | 'total' | 'idle'
}

/** When the job's next limit runs out, and which one it is. */
function deadlineOf(
  job: Job | undefined,
  limits: WatchLimits,
  startMs: number,
): { atMs: number; kind: 'total' | 'idle' } {
  const totalMs = startMs + limits.totalSec * 1000
  const idleMs = Math.max(job?.lastEventMs ?? startMs, startMs) + limits.idleSec * 1000
  return idleMs < totalMs ? { atMs: idleMs, kind: 'idle' } : { atMs: totalMs, kind: 'total' }
}

/** Each watched job as it stands at `nowMs`. */
export function settledJobs(
  watched: ReadonlyMap<JobId, WatchLimits>,
  jobs: ReadonlyMap<JobId, Job>,
  startMs: number,
  nowMs: number,
): readonly (Settled | null)[] {
  return Array.from(watched, ([jobId, limits]) => {
    const job = jobs.get(jobId)
    const ending = job?.ending?.kind
    if (ending === 'completed' || ending === 'error') return { jobId, kind: ending }
    const deadline = deadlineOf(job, limits, startMs)
    return nowMs >= deadline.atMs ? { jobId, kind: deadline.kind } : null
  })
}

/** The earliest limit that is still to run out after `nowMs`, of the jobs that have not ended; null when there is none. */
export function nextDeadlineMs(
  watched: ReadonlyMap<JobId, WatchLimits>,
  jobs: ReadonlyMap<JobId, Job>,
  startMs: number,
  nowMs: number,
): number | null {
  const deadlines = [...watched]
    .filter(([jobId]) => !jobs.get(jobId)?.ending)
    .map(([jobId, limits]) => deadlineOf(jobs.get(jobId), limits, startMs).atMs)
    .filter((atMs) => atMs > nowMs)
  return deadlines.length > 0 ? Math.min(...deadlines) : null
}

/** The exit status of settled jobs: 1 when any is in error, else 2 when any timed out, else 0. */
export function statusOfSettled(settled: readonly Settled[]): number {
  if (settled.some(({ kind }) => kind === 'error')) return exitStatus.failed
  return settled.every(({ kind }) => kind === 'completed') ? exitStatus.done : exitStatus.timedOut
}

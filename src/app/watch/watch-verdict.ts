// When `watch` is over, and how: both limits start when it subscribes (PROTOCOL.md §3 and §4). Pure.
import type { Job } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/** How the watched jobs ended, taken together. */
export type Verdict = 'completed' | 'error' | 'timed-out'

/** A watched job's limits, in seconds. */
export interface WatchLimits {
  readonly totalSec: number
  readonly idleSec: number
}

/** How one watched job ended: by a terminal event, or at its total or idle limit. */
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

/** How each watched job has ended by `nowMs`; null for one that has not. */
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

/** The earliest limit after `nowMs` of the jobs that have not ended; null when there is none. */
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

/** An error outweighs a time-out, and a time-out outweighs success. */
export function verdictOf(settled: readonly Settled[]): Verdict {
  if (settled.some(({ kind }) => kind === 'error')) return 'error'
  return settled.every(({ kind }) => kind === 'completed') ? 'completed' : 'timed-out'
}

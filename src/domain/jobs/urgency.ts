// The order of panes: what needs a person first, what is done last (UX.md).
import { countdownsAt, endingOf, needsYou, statusAt, timeoutAt, urgentFraction } from './deadlines.ts'
import type { Job } from './job.ts'
import type { JobKey } from './job-key.ts'

interface Place {
  readonly job: JobKey
  readonly rank: number
  /** Orders within a rank, ascending. */
  readonly key: number
}

const rank = { needsYou: 0, runningOut: 1, unseenTrouble: 2, running: 3, pending: 4, done: 5 }

function startMs(job: Job): number {
  return job.record?.createdMs ?? job.firstEventMs ?? 0
}

function placeAt(job: Job, nowMs: number, seen: ReadonlySet<JobKey>): Place {
  const request = needsYou(job)
  if (request) return { job: job.key, rank: rank.needsYou, key: request.sinceMs }
  const status = statusAt(job, nowMs)
  const troubleMs = status === 'timed-out' ? timeoutAt(job, nowMs)?.sinceMs : endingOf(job)?.atMs
  if (status === 'error' || status === 'timed-out')
    return { job: job.key, rank: seen.has(job.key) ? rank.done : rank.unseenTrouble, key: -(troubleMs ?? 0) }
  if (troubleMs !== undefined) return { job: job.key, rank: rank.done, key: -troubleMs }
  const { total, idle } = countdownsAt(job, nowMs)
  const urgent = [total, idle].filter((countdown) => countdown !== null && countdown.fraction <= urgentFraction)
  if (urgent.length > 0)
    return { job: job.key, rank: rank.runningOut, key: Math.min(...urgent.map((countdown) => countdown?.endsMs ?? 0)) }
  return { job: job.key, rank: status === 'pending' ? rank.pending : rank.running, key: startMs(job) }
}

/** The jobs' keys by urgency at `nowMs`. `seen` are the ended or timed-out jobs that the person has looked at. */
export function orderByUrgency(jobs: Iterable<Job>, nowMs: number, seen: ReadonlySet<JobKey>): readonly JobKey[] {
  return Array.from(jobs, (job) => placeAt(job, nowMs, seen))
    .sort((a, b) => a.rank - b.rank || a.key - b.key || (a.job < b.job ? -1 : 1))
    .map((place) => place.job)
}

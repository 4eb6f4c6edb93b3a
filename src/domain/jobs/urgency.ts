// The order of panes: what needs the user first, what is done last (UX.md), and when time alone changes it.
import { countdownsAt, endingOf, needsYou, statusAt, timeoutAt } from './deadlines.ts'
import type { Job } from './job.ts'
import type { JobKey } from './job-key.ts'

/** A job's place among the others. */
export interface Place {
  readonly job: JobKey
  readonly rank: number
  /** Orders within a rank, ascending. */
  readonly key: number
}

const rank = { needsYou: 0, runningOut: 1, unseenTrouble: 2, running: 3, pending: 4, done: 5 }

/** The place of a job at `nowMs`. `isSeen` says whether the user has seen its end or time-out. */
export function placeAt(job: Job, nowMs: number, isSeen: boolean): Place {
  const at = (rank: number, key: number): Place => ({ job: job.key, rank, key })
  const request = needsYou(job)
  if (request) return at(rank.needsYou, request.sinceMs)
  const status = statusAt(job, nowMs)
  const troubleMs = status === 'timed-out' ? timeoutAt(job, nowMs)?.sinceMs : endingOf(job)?.atMs
  if (status === 'error' || status === 'timed-out')
    return at(isSeen ? rank.done : rank.unseenTrouble, -(troubleMs ?? 0))
  if (troubleMs !== undefined) return at(rank.done, -troubleMs)
  const urgent = countdowns(job, nowMs).filter(({ urgentFromMs }) => nowMs >= urgentFromMs)
  if (urgent.length > 0) return at(rank.runningOut, Math.min(...urgent.map(({ endsMs }) => endsMs)))
  return at(status === 'pending' ? rank.pending : rank.running, job.record?.createdMs ?? job.firstEventMs ?? 0)
}

/** Sorts places; two jobs never have the same one. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.key !== b.key) return a.key - b.key
  return a.job < b.job ? -1 : a.job > b.job ? 1 : 0
}

/** When, after `nowMs`, time alone will next change a job's status, place or unseen mark; null when it never will. */
export function nextChangeMs(job: Job, nowMs: number): number | null {
  if (needsYou(job)) return null
  const moments = countdowns(job, nowMs)
    .flatMap(({ urgentFromMs, endsMs }) => [urgentFromMs, endsMs])
    .filter((atMs) => atMs > nowMs)
  return moments.length > 0 ? Math.min(...moments) : null
}

function countdowns(job: Job, nowMs: number) {
  const { total, idle } = countdownsAt(job, nowMs)
  return [total, idle].filter((countdown) => countdown !== null)
}

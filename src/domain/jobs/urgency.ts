// The order of the list (UX.md §1): what needs the user first, what has ended last, and when time alone changes it. A limit that
// is running out colours a job but does not move it.
import { asksAfterEnd, countdownsAt, endingOf, needsYou, statusAt, timeoutAt } from './deadlines.ts'
import type { Job } from './job.ts'
import type { JobKey } from './job-key.ts'

/** A job's place among the others. */
export interface Place {
  readonly job: JobKey
  readonly rank: number
  /** Orders within a rank, ascending. */
  readonly key: number
}

/** What orders the jobs that are running or pending: when they started, what runs out first, or what reported last. */
export const sortOrders = ['start', 'deadline', 'latest'] as const
export type SortBy = (typeof sortOrders)[number]

const rank = { needsYou: 0, trouble: 1, running: 2, pending: 3, stuck: 4, ended: 5 }

/** The place of a job at `nowMs`. `isSeen` says whether the user has seen its end, its time-out or what it asks after its end. */
export function placeAt(job: Job, nowMs: number, isSeen: boolean, sortBy: SortBy = 'start'): Place {
  const at = (rank: number, key: number): Place => ({ job: job.key, rank, key })
  const request = needsYou(job) ?? (isSeen ? null : asksAfterEnd(job))
  if (request) return at(rank.needsYou, -request.sinceMs)
  const status = statusAt(job, nowMs)
  if (status === 'timed-out') return at(isSeen ? rank.stuck : rank.trouble, -(timeoutAt(job, nowMs)?.sinceMs ?? 0))
  const ending = endingOf(job)
  if (ending) return at(status === 'error' && !isSeen ? rank.trouble : rank.ended, -ending.atMs)
  if (sortBy === 'deadline') return at(rank.running, Math.min(...endsOf(job, nowMs), Number.MAX_SAFE_INTEGER))
  const startMs = job.record?.createdMs ?? job.firstEventMs ?? 0
  if (sortBy === 'latest') return at(rank.running, -(job.lastEventMs ?? startMs))
  return at(status === 'pending' ? rank.pending : rank.running, startMs)
}

/** Whether a job in this place needs attention: it asks, or it failed or is stuck and that has not been seen. */
export function needsAttention(place: Place): boolean {
  return place.rank <= rank.trouble
}

const noJob = '' as JobKey

/** A place behind every job that needs attention and before all others. */
export const afterAttention: Place = { job: noJob, rank: rank.running, key: Number.NEGATIVE_INFINITY }

/** A place behind every job that has not ended and before all that have. */
export const beforeEnded: Place = { job: noJob, rank: rank.ended, key: Number.NEGATIVE_INFINITY }

/** A place before every job that had ended by `atMs`, and behind all others. */
export function beforeEndedBy(atMs: number): Place {
  return { job: noJob, rank: rank.ended, key: -atMs }
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
  const moments = endsOf(job, nowMs).filter((atMs) => atMs > nowMs)
  return moments.length > 0 ? Math.min(...moments) : null
}

function endsOf(job: Job, nowMs: number): readonly number[] {
  const { total, idle } = countdownsAt(job, nowMs)
  return [total, idle].flatMap((countdown) => countdown?.endsMs ?? [])
}

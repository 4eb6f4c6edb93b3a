// How much memory all histories together may take: on a public broker anyone can send long events for thousands of jobs.
import type { HistoryEntry, Job } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/** How large the histories of an intake may be, in characters of one or two bytes. The largest event of every job fits. */
export const maxHistoryChars = 256_000_000
/** The size of an entry besides its texts. */
const entryChars = 200
/** Cutting leaves some room, so that the next event does not cut again. */
const shareOfBudget = 0.9

function charsOfEntry({ detail, json }: HistoryEntry): number {
  return entryChars + detail.length + json.length
}

/** The size of a history. */
export function historyChars(history: readonly HistoryEntry[]): number {
  let chars = 0
  for (const entry of history) chars += charsOfEntry(entry)
  return chars
}

/** How much larger a history has become. Most of it is the same entries, which are not measured again. */
export function historyGrowth(before: readonly HistoryEntry[], after: readonly HistoryEntry[]): number {
  const [first] = after
  const start = first ? Math.max(0, before.indexOf(first)) : 0
  let kept = 0
  while (kept < after.length && before[start + kept] === after[kept]) kept++
  const gone = historyChars(before.slice(0, start)) + historyChars(before.slice(start + kept))
  return historyChars(after.slice(kept)) - gone
}

function newestWithin(history: readonly HistoryEntry[], chars: number): readonly HistoryEntry[] {
  let left = chars
  const tooOld = history.findLastIndex((entry) => {
    left -= charsOfEntry(entry)
    return left < 0
  })
  return history.slice(Math.min(tooOld + 1, history.length - 1))
}

/**
 * The jobs that take more than an equal share of the budget, cut to the newest events that fit into it, at least one. Jobs with a
 * record may take half of the budget, and whatever the others leave. Jobs that send little keep everything.
 */
export function cutToShare(jobs: ReadonlyMap<JobId, Job>, maxChars: number): readonly Job[] {
  const budget = maxChars * shareOfBudget
  const own = [...jobs.values()].filter(({ record }) => record !== null)
  const strangers = [...jobs.values()].filter(({ record }) => record === null)
  const ownBudget = Math.max(budget / 2, budget - charsOf(strangers))
  return [...cutEach(own, ownBudget), ...cutEach(strangers, budget - Math.min(charsOf(own), ownBudget))]
}

function cutEach(jobs: readonly Job[], budget: number): readonly Job[] {
  if (charsOf(jobs) <= budget) return []
  const share = budget / jobs.length
  const greedy = jobs.filter(({ history }) => historyChars(history) > share)
  return greedy.map((job) => ({ ...job, history: newestWithin(job.history, share) }))
}

function charsOf(jobs: readonly Job[]): number {
  return jobs.reduce((sum, { history }) => sum + historyChars(history), 0)
}

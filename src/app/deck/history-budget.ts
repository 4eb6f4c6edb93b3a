// How much memory all histories together may take: the ledger has the rest, and a history that is looked at is read from there.
import type { HistoryEntry, Job } from '../../domain/jobs/job.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'

/** How large the histories of an intake may be, in characters of one or two bytes. */
const maxHistoryChars = 12_000_000
/** The jobs that were looked at last keep what they have: they may be on the screen. */
const maxLookedAt = 64
/** The size of an entry besides its texts. */
const entryChars = 200
/** Cutting leaves some room, so that the next event does not cut again. */
const shareOfBudget = 0.9
/** When nothing more can be cut, it is tried again after so much growth. */
const growthToTryAgain = 1.1

export class HistoryBudget {
  readonly #maxChars: number
  readonly #lookedAt = new Set<JobId>()
  #chars = 0
  #cutAboveChars: number

  constructor(maxChars = maxHistoryChars) {
    this.#maxChars = maxChars
    this.#cutAboveChars = maxChars
  }

  /** Call when a job's history has changed; an empty one is that of a job that is not kept. */
  note(before: readonly HistoryEntry[], after: readonly HistoryEntry[]): void {
    this.#chars += historyGrowth(before, after)
  }

  lookAt(id: JobId): void {
    this.#lookedAt.delete(id)
    this.#lookedAt.add(id)
    const [oldest] = this.#lookedAt
    if (oldest !== undefined && this.#lookedAt.size > maxLookedAt) this.#lookedAt.delete(oldest)
  }

  /** Passes the jobs to `keep` whose histories must be shorter for all to fit. */
  fit(jobs: ReadonlyMap<JobId, Job>, keep: (cut: Job) => void): void {
    if (this.#chars <= this.#cutAboveChars) return
    const others = [...jobs.values()].filter(({ id }) => !this.#lookedAt.has(id))
    const spared = [...this.#lookedAt].flatMap((id) => jobs.get(id) ?? [])
    for (const cut of cutToShare(others, Math.max(0, this.#maxChars - charsOf(spared)))) keep(cut)
    this.#cutAboveChars = Math.max(this.#maxChars, this.#chars * growthToTryAgain)
  }
}

function charsOfEntry({ detail, json }: HistoryEntry): number {
  return entryChars + detail.length + json.length
}

/** The size of a history, or of its entries from one place up to another. */
export function historyChars(history: readonly HistoryEntry[], from = 0, to = history.length): number {
  let chars = 0
  for (let at = from; at < to; at++) {
    const entry = history[at]
    if (entry) chars += charsOfEntry(entry)
  }
  return chars
}

/** How much larger a history has become. Most of it is the same entries, which are not measured again. */
export function historyGrowth(before: readonly HistoryEntry[], after: readonly HistoryEntry[]): number {
  const [first] = after
  const start = first ? Math.max(0, before.indexOf(first)) : 0
  let kept = 0
  while (kept < after.length && before[start + kept] === after[kept]) kept++
  const gone = historyChars(before, 0, start) + historyChars(before, start + kept)
  return historyChars(after, kept) - gone
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
function cutToShare(jobs: readonly Job[], maxChars: number): readonly Job[] {
  const budget = maxChars * shareOfBudget
  const own = jobs.filter(({ record }) => record !== null)
  const strangers = jobs.filter(({ record }) => record === null)
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

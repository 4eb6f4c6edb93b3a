// Whether what was sent, what the ledger holds and what the screen says are the same, and nothing is there twice.
import type { RecordedEvents } from './recorded-events.ts'
import type { ShownJobs } from './shown-jobs.ts'

export interface Audit {
  /** Events that the broker has acknowledged. */
  readonly sent: number
  /** How many of these the ledger holds. */
  readonly recorded: number
  /** How many of these the screen accounts for: each job's latest event, less what the job misses. */
  readonly shown: number
  /** How many events the screen says are missing. */
  readonly missed: number
  /** Events that are in the ledger or on a pane once more. */
  readonly twice: number
  /** What is wrong, a line per job; empty when everything is right. */
  readonly problems: readonly string[]
}

/** `sent`: how many numbered events of each job were acknowledged. */
export function auditOf(sent: ReadonlyMap<string, number>, recorded: RecordedEvents, shown: ShownJobs): Audit {
  const jobs = [...sent].map(([job, count]) => auditJob(job, count, recorded.get(job) ?? [], shown))
  const sum = (of: (audit: Audit) => number) => jobs.reduce((total, each) => total + of(each), 0)
  const strangers = [...recorded.keys()].filter((job) => !sent.has(job))
  return {
    sent: sum((each) => each.sent),
    recorded: sum((each) => each.recorded),
    shown: sum((each) => each.shown),
    missed: sum((each) => each.missed),
    twice: sum((each) => each.twice),
    problems: [...jobs.flatMap(({ problems }) => problems), ...strangers.map((job) => `${job} was never sent`)],
  }
}

function auditJob(job: string, sent: number, recorded: readonly number[], shownJobs: ShownJobs): Audit {
  const pane = shownJobs.get(job)
  const missed = pane?.missed ?? 0
  const shown = Math.max(0, (pane?.numbers[0] ?? 0) - missed)
  const held = new Set(recorded)
  const lost = Array.from({ length: sent }, (_, index) => index + 1).filter((number) => !held.has(number))
  const twice = repeatsIn(recorded) + repeatsIn(pane?.numbers ?? [])
  const isRight = lost.length === 0 && recorded.length === sent && shown === sent && twice === 0
  const problem = `${job}: ${sent} sent, ${recorded.length} recorded, ${shown} shown, ${twice} twice`
  const examples = lost.length > 0 ? `; not recorded: ${lost.slice(0, 5).join(', ')}` : ''
  const problems = isRight ? [] : [`${problem}${examples}`]
  return { sent, recorded: sent - lost.length, shown, missed, twice, problems }
}

function repeatsIn(numbers: readonly number[]): number {
  return numbers.length - new Set(numbers).size
}

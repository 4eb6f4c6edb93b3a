// What the user has seen of the jobs and decided about them, as the ledger knows it when a feed opens.
import { stateToSee } from '../../domain/attention/acknowledgements.ts'
import { type JobFlags, noFlags } from '../../domain/attention/job-flags.ts'
import { endingOf } from '../../domain/jobs/deadlines.ts'
import type { Job } from '../../domain/jobs/job.ts'
import type { JobKey } from '../../domain/jobs/job-key.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { type JobSummary, seenBefore } from '../../io/ledger/ledger.ts'

/** Which state of each job the user has seen, null for none; and what the user has decided about it. */
export interface RestoredMarks {
  readonly seen: ReadonlyMap<JobKey, string | null>
  readonly flags: ReadonlyMap<JobKey, JobFlags>
}

export const noMarks: RestoredMarks = { seen: new Map(), flags: new Map() }

export interface MarkSources {
  readonly summaries: readonly JobSummary[]
  /** Whether the ledger is read for the first time in this run; later, only what another deck has added meanwhile counts. */
  readonly reading: 'first' | 'again'
  /** The jobs that have a record. */
  readonly recorded: Iterable<JobId>
  readonly jobs: ReadonlyMap<JobId, Job>
  readonly nowMs: number
  /** Null for never. */
  readonly lastHeardWallMs: number | null
  readonly saveSeen: (jobId: JobId, state: string) => void
}

export function restoredMarks(sources: MarkSources): RestoredMarks {
  const isFirst = sources.reading === 'first'
  const seen = new Map<JobKey, string | null>()
  const flags = new Map<JobKey, JobFlags>()
  for (const summary of sources.summaries) {
    const job = sources.jobs.get(summary.jobId)
    if (!job) continue
    if (summary.acknowledged !== null || isFirst) seen.set(job.key, seenOf(job, summary, sources))
    if (summary.flags !== null || !isFirst) flags.set(job.key, summary.flags ?? noFlags)
  }
  if (isFirst) for (const [key, state] of seenOfNewJobs(sources)) seen.set(key, state)
  return { seen, flags }
}

function seenOf(job: Job, { jobId, acknowledged }: JobSummary, { nowMs, saveSeen }: MarkSources): string | null {
  if (acknowledged !== seenBefore) return acknowledged
  const state = stateToSee(job, nowMs)
  saveSeen(jobId, state)
  return state
}

/** Jobs with a record that the ledger does not know: what ended while no deck was running is unseen. */
function seenOfNewJobs(sources: MarkSources): ReadonlyMap<JobKey, string | null> {
  const { summaries, recorded, jobs, nowMs, lastHeardWallMs, saveSeen } = sources
  const known = new Set(summaries.map(({ jobId }) => jobId))
  // What had ended before there was any deck is not news to anyone.
  const isFirstDeck = summaries.length === 0 && lastHeardWallMs === null
  const seen = new Map<JobKey, string | null>()
  for (const id of recorded) {
    const job = jobs.get(id)
    if (!job || known.has(id)) continue
    const state = isFirstDeck && endingOf(job) ? stateToSee(job, nowMs) : null
    if (state !== null) saveSeen(id, state)
    seen.set(job.key, state)
  }
  return seen
}

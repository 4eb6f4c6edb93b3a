// What the ledger of a broker has to replay.
import { JobdeckError } from '../../../domain/failure.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { LedgerEntry, LedgerLocation } from '../../../io/ledger/ledger.ts'
import { readLedger } from '../../../io/ledger/open-ledger.ts'
import type { RecordedEvents } from '../../../io/ledger/read-recording.ts'

export interface LedgerExcerpt {
  /** Undefined for every job. */
  readonly job: JobId | undefined
  /** In epoch milliseconds. */
  readonly sinceMs: number
}

/** Rejects with JobdeckError: `io` when the ledger cannot be read, `bad-data` when it has nothing of that. */
export async function readLedgerEvents(
  location: LedgerLocation,
  { job, sinceMs }: LedgerExcerpt,
  onProblem: (problem: JobdeckError) => void,
): Promise<RecordedEvents> {
  const entries: LedgerEntry[] = []
  const take = (entry: LedgerEntry) => {
    if (entry.receivedAtMs >= sinceMs) entries.push(entry)
  }
  const unreadable = await readLedger(
    location,
    async (ledger) => {
      if (job === undefined) return await ledger.restore(take)
      const history = await ledger.jobHistory(job)
      for (const { entry } of history.events) take(entry)
      return history.unreadable
    },
    onProblem,
  )
  // What a log file has is as old as it says.
  if (entries.length > 0) return { entries: entries.sort((a, b) => a.receivedAtMs - b.receivedAtMs), unreadable }
  const what = job === undefined ? 'no event' : `no event of ${job}`
  const since = sinceMs > 0 ? ' since then' : ''
  throw new JobdeckError(
    'bad-data',
    `the ledger of ${location.broker} has ${what}${since}`,
    'name its profile with --profile',
  )
}

// The histories of jobs for tests of the screen, built without a ledger.
import { type HistoryView, JobHistory } from '../../src/app/deck/job-history.ts'
import type { HistoryEntry, Job } from '../../src/domain/jobs/job.ts'

const recordedOf = (entry: HistoryEntry) => ({ entry, payload: entry.json, json: entry.json })

/** A history whose events are all recorded, numbered from 1. */
export function recordedHistory(job: () => Job | undefined): JobHistory {
  const history = () => job()?.history ?? []
  return new JobHistory({
    idsAfter: async (after) => history().flatMap((_, index) => (index < after ? [] : [index + 1])),
    events: async (ids) =>
      new Map(
        ids.flatMap((id) =>
          history()
            .slice(id - 1, id)
            .map((entry) => [id, recordedOf(entry)] as const),
        ),
      ),
    times: async (ids) => ids.flatMap((id) => history()[id - 1]?.receivedMs ?? []),
  })
}

/** A history of which nothing is recorded. */
export function memoryHistory(): JobHistory {
  return new JobHistory(null)
}

/** The history of a job whose events are all recorded and have been read, and searched for a text. */
export function historyViewOf(job: Job | undefined, text = ''): HistoryView {
  const history = memoryHistory()
  history.search(text)
  return { ...history.view(job?.history ?? []), isRead: true, unrecorded: 0 }
}

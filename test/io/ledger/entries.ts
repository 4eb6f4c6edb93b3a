// What the tests of the ledger append, and how they read it back.
import type { JobdeckError } from '../../../src/domain/failure.ts'
import { type JobId, parseJobId } from '../../../src/domain/protocol/job-id.ts'
import type { Ledger, LedgerEntry } from '../../../src/io/ledger/ledger.ts'

export const broker = 'mqtts://127.0.0.1:8883'

export function jobId(text: string): JobId {
  const id = parseJobId(text)
  if (!id) throw new Error(`not a job id: ${text}`)
  return id
}

/** An event of a job; `at` is in milliseconds after a fixed moment. */
export function entry(
  id: string,
  seq: number,
  { event = 'progress', detail = '', retained = false, at = 0 } = {},
): LedgerEntry {
  return {
    receivedAtMs: Date.UTC(2026, 5, 19, 9, 30) + at,
    topic: `python/mqtt/jobs/${id}/events`,
    retained,
    payload: JSON.stringify({ schema_version: 1, seq, job_id: id, event, timestamp: '2026-06-19T09:30:00Z', detail }),
  }
}

export function noProblem(problem: JobdeckError | null): void {
  throw problem ?? new Error('it works again without having failed')
}

export async function readAll(ledger: Ledger): Promise<{ entries: LedgerEntry[]; unreadable: number }> {
  const entries: LedgerEntry[] = []
  const unreadable = await ledger.restore((read) => entries.push(read))
  return { entries, unreadable }
}

export async function seqsIn(ledger: Ledger): Promise<readonly number[]> {
  return (await readAll(ledger)).entries.map(({ payload }) => JSON.parse(payload).seq)
}

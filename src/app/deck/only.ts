// Which jobs a deck shows. A job of the others costs neither memory nor a place in the ledger.
import type { JobId } from '../../domain/protocol/job-id.ts'

/** These jobs, those with a record (`mine`), or every job (null). */
export type Only = ReadonlySet<JobId> | 'mine' | null

/** Whether the deck shows a job. `records` has an entry for each job with a record. */
export function isShown(only: Only, id: JobId, records: { get(id: JobId): object | undefined }): boolean {
  if (only === null) return true
  return only === 'mine' ? records.get(id) !== undefined : only.has(id)
}

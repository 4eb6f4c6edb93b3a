// What the user has decided about a job, kept over restarts.
import type { JobFlags } from '../../../domain/attention/job-flags.ts'
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { LedgerAccess } from './ledger-access.ts'
import type { Row } from './read-event.ts'

const upsert = `
INSERT INTO flags (job, silenced, dismissed) VALUES (?, ?, ?)
ON CONFLICT (job) DO UPDATE SET silenced = excluded.silenced, dismissed = excluded.dismissed`

export const flagColumns = 'flags.silenced, flags.dismissed'

/** Replaces the flags of a job. Resolves when they are on disk, or were given up. */
export async function saveFlags(
  access: LedgerAccess,
  jobId: JobId,
  { isSilenced, dismissed }: JobFlags,
): Promise<void> {
  await access.write(1, ({ file, jobs }) => {
    file.prepare(upsert).run(jobs.row(jobId).id, Number(isSilenced), dismissed)
  })
}

/** The flags in a row with `flagColumns`; null when none were ever set. */
export function flagsOf({ silenced, dismissed }: Row): JobFlags | null {
  if (silenced === null) return null
  return { isSilenced: silenced === 1, dismissed: dismissed === null ? null : String(dismissed) }
}

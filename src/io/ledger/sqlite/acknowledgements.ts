// What a person has seen of a job, kept over restarts: what is new stays new until someone looks at it.
import type { Acknowledgement } from '../ledger.ts'
import type { LedgerAccess } from './ledger-access.ts'

const upsert = `
INSERT INTO acknowledgements (job, what, wall_ms) VALUES (?, ?, ?)
ON CONFLICT (job) DO UPDATE SET what = excluded.what, wall_ms = excluded.wall_ms`

/** Replaces what was seen of each of these jobs. Resolves when it is on disk, or was given up. */
export async function acknowledge(access: LedgerAccess, seen: readonly Acknowledgement[]): Promise<void> {
  const wallMs = Math.round(access.timeline.clock.wallMs())
  await access.write(seen.length, ({ file, jobs }) => {
    for (const { jobId, what } of seen) file.prepare(upsert).run(jobs.row(jobId).id, what, wallMs)
  })
}

// What the ledger may forget, and in which order: never a live job that the registry knows, and never one job's history
// because of another's flood (PROTOCOL.md §8). Each step is a small transaction.
import type { LedgerAccess } from './ledger-access.ts'
import type { LedgerFile } from './ledger-file.ts'

export interface RetentionLimits {
  /** Jobs that ended longer ago than this are forgotten. */
  readonly maxAgeMs: number
  /** The file's size beyond which the oldest jobs are forgotten. */
  readonly maxBytes: number
  /** How much one job may keep: beyond it, it loses its own oldest events. */
  readonly maxJobBytes: number
  /** How many jobs are kept: a flood of made-up job ids costs every start otherwise. */
  readonly maxJobs: number
}

const day = 86_400_000
export const defaultRetention: RetentionLimits = {
  maxAgeMs: 30 * day,
  maxBytes: 1e9,
  maxJobBytes: 64e6,
  maxJobs: 100_000,
}

const selectLarge = 'SELECT id, bytes FROM jobs WHERE bytes > ?'
/** A stranger's job that fell silent counts as ended: nobody will end it any more. */
const selectOld = 'SELECT id FROM jobs WHERE last_wall_ms < ? AND (has_ended = 1 OR has_record = 0)'
const selectOldestFirst = `
SELECT id FROM jobs WHERE has_ended = 1 OR has_record = 0
ORDER BY has_record, has_ended DESC, last_wall_ms LIMIT 100`
const deleteEvents = `
DELETE FROM events WHERE id IN (SELECT id FROM events WHERE job = ? AND id <= ? LIMIT 1000)
RETURNING length(CAST(payload AS BLOB)) AS bytes`
const countJobs = 'SELECT count(*) AS count FROM jobs'
const countEvents = 'SELECT count(*) AS count FROM events WHERE job = ?'
const selectNth = 'SELECT id FROM events WHERE job = ? ORDER BY id LIMIT 1 OFFSET ?'
const updateBytes = 'UPDATE jobs SET bytes = max(0, bytes - ?) WHERE id = ?'
const deleteJob = 'DELETE FROM jobs WHERE id = ?'
const deleteSent = `DELETE FROM outbox WHERE changed_wall_ms < ? AND state NOT IN ('queued', 'sending')`
const deleteGaps = 'DELETE FROM gaps WHERE to_wall_ms < ?'

/** Forgets what the limits do not cover. Resolves when nothing more is to be done, or nothing can be written. */
export async function sweep(access: LedgerAccess, limits: RetentionLimits): Promise<void> {
  if (!(await access.readAnyBroker(false, () => true))) return
  const oldMs = Math.round(access.timeline.clock.wallMs() - limits.maxAgeMs)
  await access.write(1, ({ file }) => {
    file.prepare(deleteSent).run(oldMs)
    file.prepare(deleteGaps).run(oldMs)
  })
  const large = await select(access, selectLarge, limits.maxJobBytes)
  for (const { id, bytes } of large) await trim(access, id, 1 - limits.maxJobBytes / bytes)
  for (const { id } of await select(access, selectOld, oldMs)) await forget(access, id)
  while (await isTooLarge(access, limits)) {
    const [oldest, ...others] = await select(access, selectOldestFirst)
    if (!oldest) return
    for (const { id } of [oldest, ...others]) {
      if (!(await isTooLarge(access, limits))) return
      if (!(await forget(access, id))) return
    }
  }
}

interface Candidate {
  readonly id: number
  readonly bytes: number
}

function select(access: LedgerAccess, sql: string, ...values: readonly number[]): Promise<readonly Candidate[]> {
  return access.readAnyBroker<readonly Candidate[]>([], (file) =>
    file
      .prepare(sql)
      .all(...values)
      .map(({ id, bytes }) => ({ id: Number(id), bytes: Number(bytes) })),
  )
}

/** Removes the oldest events of a job, a share of all. Its events may differ in size: the next sweep finds what is left. */
async function trim(access: LedgerAccess, jobId: number, share: number): Promise<void> {
  const newestToGo = await access.readAnyBroker(0, (file) => {
    const count = Number(file.prepare(countEvents).get(jobId)?.count)
    return Number(file.prepare(selectNth).get(jobId, Math.max(0, Math.ceil(count * share) - 1))?.id)
  })
  while (await access.write(1, ({ file }) => deleteSome(file, jobId, newestToGo)));
}

/** Removes a job with its events. False when nothing can be written. */
async function forget(access: LedgerAccess, jobId: number): Promise<boolean> {
  for (;;) {
    const freed = await access.write(1, ({ file }) => {
      const bytes = deleteSome(file, jobId, Number.MAX_SAFE_INTEGER)
      if (bytes === 0) file.prepare(deleteJob).run(jobId)
      return bytes
    })
    if (freed === null) return false
    if (freed === 0) return true
  }
}

/** Returns how many bytes that has freed. */
function deleteSome(file: LedgerFile, jobId: number, newestToGo: number): number {
  const bytes = file
    .prepare(deleteEvents)
    .all(jobId, newestToGo)
    .reduce((sum, row) => sum + Number(row.bytes), 0)
  file.prepare(updateBytes).run(bytes, jobId)
  return bytes
}

/** Free pages inside the file are used again, so they do not count. */
function isTooLarge(access: LedgerAccess, { maxBytes, maxJobs }: RetentionLimits): Promise<boolean> {
  return access.readAnyBroker(false, (file) => {
    const pragma = (name: string) => Number(file.prepare(`PRAGMA ${name}`).get()?.[name])
    const bytes = (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
    return bytes > maxBytes || Number(file.prepare(countJobs).get()?.count) > maxJobs
  })
}

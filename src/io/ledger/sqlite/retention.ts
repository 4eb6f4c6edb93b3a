// What the ledger may forget, and in which order: never a live job that the registry knows, and never one job's history
// because of another's flood (PROTOCOL.md §8). Each step is a small transaction.
import type { LedgerAccess } from './ledger-access.ts'
import type { LedgerFile } from './ledger-file.ts'
import type { Transaction } from './transaction.ts'

export interface RetentionLimits {
  /** Jobs that ended longer ago than this are forgotten. */
  readonly maxAgeMs: number
  /** The file's size beyond which the oldest jobs are forgotten. */
  readonly maxBytes: number
  /** How much one job may keep: beyond it, it loses events that changed nothing, then its own oldest ones. */
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

/** Payload bytes that one transaction removes. */
const maxStepBytes = 2e6

const selectLarge = 'SELECT id, bytes FROM jobs WHERE bytes > ?'
/** A stranger's job that fell silent counts as ended: nobody will end it any more. */
const selectOld = 'SELECT id, bytes FROM jobs WHERE last_wall_ms < ? AND (has_ended = 1 OR has_record = 0)'
const selectOldestFirst = `
SELECT id, bytes FROM jobs WHERE has_ended = 1 OR has_record = 0
ORDER BY has_record, has_ended DESC, last_wall_ms LIMIT 100`
const deleteEvents = `
DELETE FROM events WHERE id IN (SELECT id FROM events WHERE job = ? AND id <= ? LIMIT 1000)
RETURNING length(CAST(payload AS BLOB)) AS bytes`
const deleteTraces = `
DELETE FROM events WHERE id IN (SELECT id FROM events WHERE job = ? AND effect = 'none' LIMIT 1000)
RETURNING length(CAST(payload AS BLOB)) AS bytes`
const countJobs = 'SELECT count(*) AS count FROM jobs'
const countEvents = 'SELECT count(*) AS count FROM events WHERE job = ?'
const selectNth = 'SELECT id FROM events WHERE job = ? ORDER BY id LIMIT 1 OFFSET ?'
const updateBytes = 'UPDATE jobs SET bytes = max(0, bytes - ?) WHERE id = ?'
const deleteJob = 'DELETE FROM jobs WHERE id = ?'
const deleteSent = `DELETE FROM outbox WHERE changed_wall_ms < ? AND state = 'acked'`
/** As long as its job is kept, an audit has to know that a number was never sent. */
const deleteUnsent = `
DELETE FROM outbox WHERE changed_wall_ms < ? AND state IN ('refused', 'set-aside', 'expired', 'dropped')
AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.broker = outbox.broker AND jobs.job = outbox.job)`
const deleteGaps = 'DELETE FROM gaps WHERE to_wall_ms < ?'

/** Forgets what the limits do not cover. Resolves when nothing more is to be done, or nothing can be written. */
export async function sweep(access: LedgerAccess, limits: RetentionLimits): Promise<void> {
  if (!(await access.readAnyBroker(false, () => true))) return
  const oldMs = Math.round(access.timeline.clock.wallMs() - limits.maxAgeMs)
  await access.write(1, ({ file }) => {
    file.prepare(deleteSent).run(oldMs)
    file.prepare(deleteUnsent).run(oldMs)
    file.prepare(deleteGaps).run(oldMs)
  })
  const large = await select(access, selectLarge, limits.maxJobBytes)
  for (const job of large) await trim(access, job, limits.maxJobBytes)
  if (!(await forget(access, await select(access, selectOld, oldMs), () => true))) return
  for (;;) {
    const surplus = await access.readAnyBroker(
      0,
      (file) => Number(file.prepare(countJobs).get()?.count) - limits.maxJobs,
    )
    const oldest = await select(access, selectOldestFirst)
    const isFull = await access.readAnyBroker(false, (file) => bytesOf(file) > limits.maxBytes)
    if (oldest.length === 0 || (surplus <= 0 && !isFull)) return
    const isNeeded = (file: LedgerFile, { place }: Candidate) => place < surplus || bytesOf(file) > limits.maxBytes
    if (!(await forget(access, oldest, isNeeded))) return
  }
}

interface Candidate {
  readonly id: number
  readonly bytes: number
  /** Among those that were selected, from 0. */
  readonly place: number
}

function select(access: LedgerAccess, sql: string, ...values: readonly number[]): Promise<readonly Candidate[]> {
  return access.readAnyBroker<readonly Candidate[]>([], (file) =>
    file
      .prepare(sql)
      .all(...values)
      .map(({ id, bytes }, place) => ({ id: Number(id), bytes: Number(bytes), place })),
  )
}

/** Removes events of a job until it keeps so many bytes: what changed nothing, such as forged ones, then the oldest. */
async function trim(access: LedgerAccess, { id, bytes }: Candidate, maxBytes: number): Promise<void> {
  let kept = bytes
  while (kept > maxBytes) {
    const freed = await access.write(1, (transaction) => deleteSome(transaction, id, deleteTraces))
    if (freed === null) return
    if (freed === 0) break
    kept -= freed
  }
  if (kept > maxBytes) await trimOldest(access, id, 1 - maxBytes / kept)
}

/** Removes a share of a job's events. They may differ in size: the next sweep finds what is left. */
async function trimOldest(access: LedgerAccess, jobId: number, share: number): Promise<void> {
  const newestToGo = await access.readAnyBroker(0, (file) => {
    const count = Number(file.prepare(countEvents).get(jobId)?.count)
    return Number(file.prepare(selectNth).get(jobId, Math.max(0, Math.ceil(count * share) - 1))?.id)
  })
  while (await access.write(1, (transaction) => deleteSome(transaction, jobId, deleteEvents, newestToGo)));
}

type IsNeeded = (file: LedgerFile, job: Candidate) => boolean

/** Removes jobs with their events, in order, as long as that is needed. False when nothing can be written. */
async function forget(access: LedgerAccess, jobs: readonly Candidate[], isNeeded: IsNeeded): Promise<boolean> {
  let left: readonly Candidate[] | null = jobs
  while (left !== null && left.length > 0) {
    const next: readonly Candidate[] = left
    left = await access.write(1, (transaction) => forgetSome(transaction, next, isNeeded))
  }
  return left !== null
}

/** As many as a small transaction can: a flood of new jobs must not outrun it. Returns those that are left to remove. */
function forgetSome(transaction: Transaction, jobs: readonly Candidate[], isNeeded: IsNeeded): readonly Candidate[] {
  const { file } = transaction
  const newest = Number.MAX_SAFE_INTEGER
  let freed = 0
  for (const [index, job] of jobs.entries()) {
    if (!isNeeded(file, job)) return []
    for (let bytes = deleteSome(transaction, job.id, deleteEvents, newest); bytes > 0; ) {
      freed += bytes
      if (freed > maxStepBytes) return jobs.slice(index)
      bytes = deleteSome(transaction, job.id, deleteEvents, newest)
    }
    file.prepare(deleteJob).run(job.id)
  }
  return []
}

/** Deletes events of a job and takes their bytes off it. Returns how many bytes that has freed. */
function deleteSome({ file, jobs }: Transaction, jobId: number, sql: string, ...values: readonly number[]): number {
  jobs.release()
  const rows = file.prepare(sql).all(jobId, ...values)
  const bytes = rows.reduce((sum, row) => sum + Number(row.bytes), 0)
  file.prepare(updateBytes).run(bytes, jobId)
  return bytes
}

/** Free pages inside the file are used again, so they do not count. */
function bytesOf(file: LedgerFile): number {
  const pragma = (name: string) => Number(file.prepare(`PRAGMA ${name}`).get()?.[name])
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
}

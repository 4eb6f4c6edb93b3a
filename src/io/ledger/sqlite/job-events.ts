// The events of the ledger: all of them in order, and those of one job: all, the last few, by their numbers, or with one seq.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { JobHistory, JudgedEvent, TimedEntry } from '../ledger.ts'
import type { LedgerAccess } from './ledger-access.ts'
import { entryColumns, entryOf, eventColumns, eventOf, type Row, stampOf } from './read-event.ts'
import type { Timeline } from './stamp.ts'

const selectEntries = `
SELECT events.id, ${entryColumns} FROM events JOIN jobs ON jobs.id = events.job
WHERE events.id > ? AND jobs.broker = ? ORDER BY events.id LIMIT ?`
const selectOfJob = `
SELECT ${eventColumns} FROM events
WHERE job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) ORDER BY events.id`
// By the index of the job's events: SQLite would walk through those of all jobs to spare itself the sorting.
const selectLastOfJob = `
SELECT ${eventColumns} FROM events WHERE id IN (
  SELECT id FROM events WHERE job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) ORDER BY +id DESC LIMIT ?)
ORDER BY events.id`
/** In the order of the index: some at a time, from the place where the last ones ended. */
const selectIds = `
SELECT id, seq, hash FROM events WHERE job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) AND (seq, hash) > (?, ?) AND id <= ?
ORDER BY seq, hash LIMIT ?`
// By the numbers: what is new is little, and the index would lead through all events of the job.
const selectNewIds = `
SELECT id FROM events WHERE +job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) AND id > ? ORDER BY id`
// One number after the other (CROSS JOIN keeps the order of the tables): SQLite would go through all events of the job for each.
const selectByIds = `
SELECT events.id, ${eventColumns} FROM json_each(?) AS wanted CROSS JOIN events ON events.id = wanted.value
WHERE +job = (SELECT id FROM jobs WHERE broker = ? AND job = ?)`
const selectTimes = `
SELECT events.wall_ms, events.boot, events.boot_ms FROM json_each(?) AS wanted CROSS JOIN events ON events.id = wanted.value
WHERE +job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) ORDER BY events.id`
const selectOfSeq = `
SELECT ${eventColumns} FROM events WHERE job = (SELECT id FROM jobs WHERE broker = ? AND job = ?) AND seq = ? AND id <= ?`
const selectLastId = 'SELECT max(id) AS id FROM events'
const selectUnreadable = 'SELECT unreadable_lines FROM brokers WHERE id = ?'

/** Between two of these many rows, whatever else waits gets its turn. */
const chunkRows = 2_000
const chunkIds = 5_000

/** Calls `onEntry` with every entry of the broker, oldest first; resolves to how many lines of an old journal were unreadable. */
export function restoreEntries(access: LedgerAccess, onEntry: (entry: TimedEntry) => void): Promise<number> {
  const { timeline } = access
  // Events keep their numbers when a damaged file is replaced on the way, and reading goes on from here.
  let last = 0
  return access.read(0, async ({ file, brokerId }) => {
    for (;;) {
      const rows = file.prepare(selectEntries).all(last, brokerId, chunkRows)
      for (const row of rows) onEntry(entryOf(row, timeline))
      last = Number(rows.at(-1)?.id ?? last)
      if (rows.length < chunkRows) break
      await othersFirst(timeline)
    }
    return Number(file.prepare(selectUnreadable).get(brokerId)?.unreadable_lines)
  })
}

/** Lets what waits have its turn. */
function othersFirst({ clock }: Timeline): Promise<void> {
  return new Promise((resolve) => {
    clock.soon(resolve)
  })
}

/** The numbers above `after` of a job's events, in order of receipt. */
export function readEventIds(access: LedgerAccess, jobId: JobId, after: number): Promise<readonly number[]> {
  return access.read<readonly number[]>([], async ({ file, brokerId }) => {
    if (after > 0)
      return file
        .prepare(selectNewIds)
        .all(brokerId, jobId, after)
        .map(({ id }) => Number(id))
    const lastId = Number(file.prepare(selectLastId).get()?.id ?? 0)
    const ids: number[] = []
    for (let from: Row = { seq: Number.MIN_SAFE_INTEGER, hash: '' }; ; ) {
      const rows = file.prepare(selectIds).all(brokerId, jobId, Number(from.seq), from.hash as Buffer, lastId, chunkIds)
      for (const { id } of rows) ids.push(Number(id))
      const last = rows.at(-1)
      if (!last || rows.length < chunkIds) return Array.from(Float64Array.from(ids).sort())
      from = last
      await othersFirst(access.timeline)
    }
  })
}

/** The events of a job with these numbers; those that are gone or cannot be read are left out. */
export function readEvents(
  access: LedgerAccess,
  jobId: JobId,
  ids: readonly number[],
): Promise<ReadonlyMap<number, JudgedEvent>> {
  return access.read<ReadonlyMap<number, JudgedEvent>>(new Map(), ({ file, brokerId }) => {
    const events = new Map<number, JudgedEvent>()
    for (const row of file.prepare(selectByIds).all(JSON.stringify(ids), brokerId, jobId)) {
      const event = eventOf(row, jobId, access.timeline)
      if (event) events.set(Number(row.id), event)
    }
    return events
  })
}

/** When those of these events of a job that are there were received, on the Clock's timeline. */
export function readEventTimes(access: LedgerAccess, jobId: JobId, ids: readonly number[]): Promise<readonly number[]> {
  return access.read<readonly number[]>([], ({ file, brokerId }) =>
    file
      .prepare(selectTimes)
      .all(JSON.stringify(ids), brokerId, jobId)
      .map((row) => access.timeline.monotonicMsOf(stampOf(row))),
  )
}

/** One job's events, in order of receipt. */
export function readJobEvents(access: LedgerAccess, jobId: JobId): Promise<JobHistory> {
  return access.read<JobHistory>({ events: [], unreadable: 0 }, ({ file, brokerId }) => {
    const rows = file.prepare(selectOfJob).all(brokerId, jobId)
    const events = rows.map((row) => eventOf(row, jobId, access.timeline)).filter((event) => event !== null)
    const unreadableLines = Number(file.prepare(selectUnreadable).get(brokerId)?.unreadable_lines)
    return { events, unreadable: rows.length - events.length + unreadableLines }
  })
}

/** The number of the event that was recorded last, of any broker; 0 for none. */
export function readLastId(access: LedgerAccess): Promise<number> {
  return access.read(0, ({ file }) => Number(file.prepare(selectLastId).get()?.id ?? 0))
}

/**
 * `JobEvent.content` of each event of a job with this seq up to the one numbered `lastId`; none when that cannot be found out
 * at once.
 */
export function readContents(access: LedgerAccess, jobId: JobId, seq: number, lastId: number): readonly number[] {
  return access.readAtOnce<readonly number[]>([], ({ file, brokerId }) =>
    file
      .prepare(selectOfSeq)
      .all(brokerId, jobId, seq, lastId)
      .map((row) => eventOf(row, jobId, access.timeline)?.event.content)
      .filter((content) => content !== undefined),
  )
}

/** The last events of a job, at most `count`, in order of receipt. */
export function readLastEvents(access: LedgerAccess, jobId: JobId, count: number): Promise<readonly JudgedEvent[]> {
  return access.read<readonly JudgedEvent[]>([], ({ file, brokerId }) =>
    file
      .prepare(selectLastOfJob)
      .all(brokerId, jobId, count)
      .map((row) => eventOf(row, jobId, access.timeline))
      .filter((event) => event !== null),
  )
}

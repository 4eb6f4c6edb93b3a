// The operations of the registry: read a record, take the next seq, set the status. Each change is one read-modify-write
// under the directory's lock (PROTOCOL.md §5), touches only its own fields, and never writes to a file it does not understand.

import { JobdeckError } from '../../domain/failure.ts'
import { hasEnded, type RecordStatus } from '../../domain/jobs/job.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { nextSeq } from '../../domain/protocol/next-seq.ts'
import { utcStamp } from '../../domain/text/timestamp.ts'
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import { type LockOptions, withDirectoryLock } from '../lock/directory-lock.ts'
import { setMembers } from './json-members.ts'
import type { JobRecord } from './record.ts'
import { type RecordReading, readRecordFile, recordPath, writeRecordFile } from './record-file.ts'
import { discardStaged, installRecord, stageRecord, unstagedUnless } from './staged-record.ts'

/** The record of a job, or null if it has none. Throws JobdeckError `bad-data` for an invalid id or an unusable record. */
export async function readRecord(dir: string, id: string): Promise<JobRecord | null> {
  const jobId = checkedId(id)
  const reading = await readRecordFile(dir, jobId)
  return reading.kind === 'missing' ? null : usable(dir, jobId, reading).record
}

export interface ChangeOptions extends LockOptions {
  /** Stamps the change. */
  readonly clock?: Clock
}

export interface TakeSeqOptions extends ChangeOptions {
  /** The highest seq seen of the job, because publishers that skip the registry leave `last_seq` behind. Default 0. */
  readonly above?: number
}

/**
 * The next seq for a publisher: one above `last_seq` and `above`, stored before it is returned, so that no other publisher in
 * any language gets the same one.
 *
 * Throws JobdeckError: `bad-data` for a missing or unusable record or when no seq is left, `io` when it cannot be locked or written,
 * `config` where locking does not work. Nothing has changed in these cases.
 */
export async function takeNextSeq(
  dir: string,
  id: string,
  { above = 0, ...options }: TakeSeqOptions = {},
): Promise<number> {
  return await changeRecord(dir, id, options, (record) => {
    const seq = nextSeq(record.last_seq, above)
    return { changes: { last_seq: seq }, result: seq }
  })
}

/** Keeps an event safe while its seq is being taken; every call is made under the registry's lock. */
export interface SeqReservation {
  /** Finishes reservations of this job that a killed process has left. */
  settle(): Promise<void>
  /** Stores the event with its seq durably; `staged` is the file that becomes the record next. */
  store(seq: number, staged: string): Promise<void>
  /** The record could not be changed: nobody has taken the seq. */
  undo(): Promise<void>
}

export interface ReserveSeqOptions extends Omit<TakeSeqOptions, 'clock'> {
  readonly clock: Clock
  /** Tells the staged files of several state directories apart: letters and digits. */
  readonly owner: string
}

/**
 * As `takeNextSeq`, for an event that must have its seq and be stored, or neither, even if the process is killed in between.
 * The new record is staged as a file, then the event is stored, then the file becomes the record. So for a stored event:
 * while its staged file exists, the seq is not taken; once it is gone, it is. Throws as `takeNextSeq` and what `store` throws.
 */
export async function reserveNextSeq(
  dir: string,
  id: string,
  { above = 0, clock, owner, ...lockOptions }: ReserveSeqOptions,
  reservation: SeqReservation,
): Promise<number> {
  return await underLock(dir, id, lockOptions, async (jobId, read) => {
    await reservation.settle()
    const { record, text } = await read()
    const seq = nextSeq(record.last_seq, above)
    const updated = setMembers(text, { last_seq: seq, updated_at: utcStamp(clock.wallMs()) })
    const staged = await stageRecord(dir, jobId, owner, updated)
    await unstagedUnless(staged, () => reservation.store(seq, staged))
    try {
      await installRecord(dir, jobId, staged)
    } catch (error) {
      // In this order: a stored event without a staged file would count as one that has its seq.
      await reservation.undo()
      await discardStaged(staged)
      throw error
    }
    return seq
  })
}

export interface SetStatusOptions extends ChangeOptions {
  /** Whether a job that has ended keeps its status (a terminal event acts once) or is overruled. Default `keep`. */
  readonly onEnded?: 'keep' | 'overrule'
}

/**
 * Sets a record's status and returns the resulting one: an ended job keeps its status unless overruled, and a running job does
 * not become pending again. Throws as `takeNextSeq`.
 */
export async function setStatus(
  dir: string,
  id: string,
  status: RecordStatus,
  { onEnded = 'keep', ...options }: SetStatusOptions = {},
): Promise<RecordStatus> {
  return await changeRecord(dir, id, options, (record) => {
    const stays = onEnded === 'keep' && (hasEnded(record.status) || status === 'pending')
    if (stays || record.status === status) return { changes: null, result: record.status }
    return { changes: { status }, result: status }
  })
}

/** Sets fields of our own in a record (not those of PROTOCOL.md §5). Throws as `takeNextSeq`. */
export async function changeOwnFields(
  dir: string,
  id: string,
  fields: Readonly<Record<string, unknown>>,
  options: ChangeOptions = {},
): Promise<void> {
  await changeRecord(dir, id, options, () => ({ changes: fields, result: undefined }))
}

/**
 * Sets a record's total limit to what `limitOf` makes of the record, in seconds, and returns it. Throws as `takeNextSeq`, and what
 * `limitOf` throws.
 */
export async function setTimeoutSec(
  dir: string,
  id: string,
  options: ChangeOptions,
  limitOf: (record: JobRecord) => number,
): Promise<number> {
  return await changeRecord(dir, id, options, (record) => {
    const timeoutSec = limitOf(record)
    return { changes: { timeout_sec: timeoutSec }, result: timeoutSec }
  })
}

/** One read-modify-write under the lock. Writes nothing if `changes` is null. */
async function changeRecord<Result>(
  dir: string,
  id: string,
  { clock = systemClock, ...lockOptions }: ChangeOptions,
  change: (record: JobRecord) => { changes: Readonly<Record<string, unknown>> | null; result: Result },
): Promise<Result> {
  return await underLock(dir, id, lockOptions, async (jobId, read) => {
    const { record, text } = await read()
    const { changes, result } = change(record)
    if (changes) {
      const updated = setMembers(text, { ...changes, updated_at: utcStamp(clock.wallMs()) })
      await writeRecordFile(dir, jobId, updated)
    }
    return result
  })
}

/** Runs `work` on the record of a job under the registry's lock; what it reads is usable. */
async function underLock<Result>(
  dir: string,
  id: string,
  lockOptions: LockOptions,
  work: (jobId: JobId, read: () => Promise<UsableRecord>) => Promise<Result>,
): Promise<Result> {
  const jobId = checkedId(id)
  const read = async () => usable(dir, jobId, await readRecordFile(dir, jobId))
  // Also checked before the lock is taken: a job without a record must not create a registry where there is none.
  await read()
  return await withDirectoryLock(dir, () => work(jobId, read), lockOptions)
}

function checkedId(id: string): JobId {
  const jobId = parseJobId(id)
  if (jobId !== null) return jobId
  throw new JobdeckError(
    'bad-data',
    'it is not a valid job id',
    'an id consists of 1 to 64 of the characters A-Z a-z 0-9 _ -',
  )
}

type UsableRecord = Extract<RecordReading, { kind: 'record' }>

function usable(dir: string, id: JobId, reading: RecordReading): UsableRecord {
  if (reading.kind === 'record') return reading
  if (reading.kind === 'missing')
    throw new JobdeckError('bad-data', `job ${id} has no record in ${dir}`, 'jobdeck list shows the jobs that have one')
  throw new JobdeckError(
    reading.fault === 'unreadable' ? 'io' : 'bad-data',
    `the record ${recordPath(dir, id)} cannot be used: ${reading.explanation}`,
    'it was left unchanged; fix or remove it',
  )
}

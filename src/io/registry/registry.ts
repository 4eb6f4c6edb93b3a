// The registry's own verbs: look a record up, take the next seq, set the status. Each change is one read-modify-write
// under the directory's lock (PROTOCOL.md §5), touches only its fields, and never writes to a file it does not understand.

import { JobdeckError } from '../../domain/failure.ts'
import { hasEnded, type RecordStatus } from '../../domain/jobs/job.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { utcStamp } from '../../domain/text/timestamp.ts'
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import { type LockOptions, withDirectoryLock } from '../lock/directory-lock.ts'
import { setMembers } from './json-members.ts'
import type { JobRecord } from './record.ts'
import { type RecordReading, readRecordFile, recordPath, writeRecordFile } from './record-file.ts'

/** The record of a job, or null when it has none. Throws JobdeckError `bad-data` for an invalid id or a record that cannot be used. */
export async function readRecord(dir: string, id: string): Promise<JobRecord | null> {
  const jobId = checkedId(id)
  const reading = await readRecordFile(dir, jobId)
  return reading.kind === 'missing' ? null : usable(dir, jobId, reading).record
}

export interface ChangeOptions extends LockOptions {
  /** What stamps the change. */
  readonly clock?: Clock
}

export interface TakeSeqOptions extends ChangeOptions {
  /** The highest seq that was seen of the job: publishers that skip the registry leave `last_seq` behind. Default 0. */
  readonly above?: number
}

/**
 * The seq that a publisher may use next: one more than `last_seq` and `above`, stored before it is returned, so that no
 * other publisher in any language gets the same one.
 *
 * Throws JobdeckError: `bad-data` for a record that is missing or cannot be used, `io` when it cannot be locked or
 * written, `config` where locking does not work. Nothing has changed then.
 */
export async function takeNextSeq(
  dir: string,
  id: string,
  { above = 0, ...options }: TakeSeqOptions = {},
): Promise<number> {
  return await changeRecord(dir, id, options, (record) => {
    const seq = Math.max(record.last_seq, above) + 1
    return { changes: { last_seq: seq }, result: seq }
  })
}

export interface SetStatusOptions extends ChangeOptions {
  /** What happens to a job that has ended: it stays so (a terminal event acts once), or is overruled. Default `keep`. */
  readonly onEnded?: 'keep' | 'overrule'
}

/**
 * Sets a record's status and returns the one that now stands: an ended job keeps its own unless overruled, and a
 * running job does not become pending again. Throws as `takeNextSeq`.
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

/** One read-modify-write under the lock. Without `changes` nothing is written. */
async function changeRecord<Result>(
  dir: string,
  id: string,
  { clock = systemClock, ...lockOptions }: ChangeOptions,
  change: (record: JobRecord) => { changes: Readonly<Record<string, unknown>> | null; result: Result },
): Promise<Result> {
  const jobId = checkedId(id)
  // Looked at before the lock is taken too: a job without a record must not make a registry where there is none.
  usable(dir, jobId, await readRecordFile(dir, jobId))
  return await withDirectoryLock(
    dir,
    async () => {
      const { record, text } = usable(dir, jobId, await readRecordFile(dir, jobId))
      const { changes, result } = change(record)
      if (changes) {
        const updated = setMembers(text, { ...changes, updated_at: utcStamp(clock.wallMs()) })
        await writeRecordFile(dir, jobId, updated)
      }
      return result
    },
    lockOptions,
  )
}

function checkedId(id: string): JobId {
  const jobId = parseJobId(id)
  if (jobId !== null) return jobId
  throw new JobdeckError('bad-data', 'that is no job id', 'an id has 1 to 64 of the characters A-Z a-z 0-9 _ -')
}

function usable(dir: string, id: JobId, reading: RecordReading): Extract<RecordReading, { kind: 'record' }> {
  if (reading.kind === 'record') return reading
  if (reading.kind === 'missing')
    throw new JobdeckError('bad-data', `job ${id} has no record in ${dir}`, 'jobdeck list shows those that do')
  throw new JobdeckError(
    reading.fault === 'unreadable' ? 'io' : 'bad-data',
    `the record ${recordPath(dir, id)} cannot be used: ${reading.explanation}`,
    'it was left as it is; mend or remove it',
  )
}

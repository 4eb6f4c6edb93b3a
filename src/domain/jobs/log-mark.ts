// How much of a log file of a job has been taken in: what was read is not read again.
import type { JobId } from '../protocol/job-id.ts'

export interface LogMark {
  readonly jobId: JobId
  readonly path: string
  /** Which file it was: a log that was replaced is read again. */
  readonly identity: string
  /** Bytes of whole lines. */
  readonly offset: number
  /** Its size then: an unfinished last line is read again when the log has grown. */
  readonly size: number
  /** How many of its lines could not be read. */
  readonly unreadable: number
}

// Reads what a log of a job's events has since it was read last: in bounded memory, and as suspicious as of the wire.
import { constants, lstatSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LogMark } from '../../domain/jobs/log-mark.ts'
import { type DropReason, decodeMessage } from '../../domain/protocol/decode.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import { errnoOf } from '../files/io-error.ts'

export interface LoggedEvent {
  readonly event: JobEvent
  readonly text: string
  /**
   * When it was written down, in epoch milliseconds: what the publisher's clock says, but neither before the line above nor
   * after the file's last change. The last line was written at that change.
   */
  readonly writtenAtMs: number
}

/** Why a log, or a line of it, was not read. */
export interface LogFault {
  readonly reason: DropReason
  readonly explanation: string
}

export interface LogReading {
  readonly events: readonly LoggedEvent[]
  readonly mark: LogMark
  /** The first fault of this reading, for all of them; null for none. */
  readonly fault: LogFault | null
}

/** Of a longer log only the end is read. */
const maxBytes = 8 * 1024 * 1024
const lineBreak = 0x0a
const carriageReturn = 0x0d
/** A pipe in the log's place must not block the reader, and a link must not lead out of the directory. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * Reads what was appended since `known`. Null when nothing was, or there is no such file. A line that is broken, of another
 * job or too long is left out and counted; anything but a regular file in a real directory is not read. Never throws.
 */
export async function readJobLog(path: string, jobId: JobId, known: LogMark | null): Promise<LogReading | null> {
  const refuse = (why: string) => refused({ jobId, path }, known, why)
  let file: FileHandle | null = null
  try {
    if (!lstatSync(dirname(path)).isDirectory()) return refuse('its directory is a symbolic link')
    file = await open(path, readFlags)
    return await readAppended(file, { jobId, path }, known)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return null
    return refuse(errno === 'ELOOP' ? 'it is a symbolic link' : `it cannot be read (${errno})`)
  } finally {
    await file?.close()
  }
}

type JobLog = Pick<LogMark, 'jobId' | 'path'>

async function readAppended(file: FileHandle, log: JobLog, known: LogMark | null): Promise<LogReading | null> {
  const stat = await file.stat()
  if (!stat.isFile()) return refused(log, known, 'it is not a regular file')
  const identity = `${stat.dev}:${stat.ino}`
  const isSame = known?.identity === identity && known.size <= stat.size && (await endsLine(file, known.offset))
  if (isSame && known.size === stat.size) return null
  const from = isSame ? known.offset : 0
  const start = Math.max(from, stat.size - maxBytes)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(stat.size - start), 0, stat.size - start, start)
  const lines = new LogLines(log.jobId, stat.mtimeMs)
  if (start > from) lines.skip(`only its last ${maxBytes} bytes are read`)
  const end = lines.take(buffer.subarray(0, bytesRead), start > from)
  const unreadable = (isSame ? known.unreadable : 0) + lines.unreadable
  const mark = { ...log, identity, offset: start + end, size: start + bytesRead, unreadable }
  return { events: lines.events(), mark, fault: lines.fault() }
}

/** Whether a line ends before this byte; else the log was written anew. */
async function endsLine(file: FileHandle, offset: number): Promise<boolean> {
  if (offset === 0) return true
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, offset - 1)
  return buffer[0] === lineBreak
}

/** The lines of one reading. */
class LogLines {
  readonly #jobId: JobId
  readonly #changedAtMs: number
  readonly #decoded: { readonly event: JobEvent; readonly text: string }[] = []
  unreadable = 0
  #fault: LogFault | null = null

  constructor(jobId: JobId, changedAtMs: number) {
    this.#jobId = jobId
    this.#changedAtMs = changedAtMs
  }

  skip(explanation: string, reason: DropReason = 'too-large'): void {
    this.unreadable += 1
    this.#fault ??= { reason, explanation }
  }

  /** The first fault, and how many more there are. */
  fault(): LogFault | null {
    const more = this.unreadable - 1
    if (!this.#fault || more === 0) return this.#fault
    return { ...this.#fault, explanation: `${this.#fault.explanation}, and ${more} more` }
  }

  /** Takes the lines of a part of the log; returns where the last whole one ends. */
  take(bytes: Buffer, beginsWithinLine: boolean): number {
    let from = beginsWithinLine ? bytes.indexOf(lineBreak) + 1 : 0
    for (let at = bytes.indexOf(lineBreak, from); at >= 0; at = bytes.indexOf(lineBreak, from)) {
      this.#add(bytes.subarray(from, at), 'whole')
      from = at + 1
    }
    // A last line without its break may be half written: it counts when it can be read, and is read again either way.
    this.#add(bytes.subarray(from), 'unfinished')
    return from
  }

  /** The events, each with the moment at which it was written down. */
  events(): readonly LoggedEvent[] {
    let writtenAtMs = Number.NEGATIVE_INFINITY
    return this.#decoded.map(({ event, text }, index) => {
      const claimedMs = (event.timestamp === null ? null : parseUtcStamp(event.timestamp)) ?? this.#changedAtMs
      const isLast = index === this.#decoded.length - 1
      writtenAtMs = isLast ? this.#changedAtMs : Math.min(Math.max(claimedMs, writtenAtMs), this.#changedAtMs)
      return { event, text, writtenAtMs }
    })
  }

  #add(bytes: Buffer, kind: 'whole' | 'unfinished'): void {
    const line = bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes
    if (line.length === 0) return
    const decoded = decodeMessage([this.#jobId], line)
    if (decoded.kind === 'event') this.#decoded.push(decoded)
    else if (decoded.kind === 'dropped' && kind === 'whole') this.skip(decoded.explanation, decoded.reason)
  }
}

/** A log that is not read; the mark keeps it from being reported again. */
function refused(log: JobLog, known: LogMark | null, explanation: string): LogReading | null {
  if (known?.identity === explanation) return null
  const mark = { ...log, identity: explanation, offset: 0, size: 0, unreadable: 1 }
  return { events: [], mark, fault: { reason: 'bad-log', explanation } }
}

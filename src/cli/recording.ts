// What `watch --record` keeps: every accepted event as the journal stores it, at the end of a file.
import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { JobdeckError } from '../domain/failure.ts'
import { toJsonLine } from '../io/ledger/json-line.ts'
import type { LedgerEntry } from '../io/ledger/ledger.ts'

export interface Recording {
  /** Appends an event in one write. Throws JobdeckError `io`. */
  append(entry: LedgerEntry): void
  close(): void
}

const appendFlags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT

/** Opens the file for appending, for its owner only (0600): events may name what nobody else should know. Throws JobdeckError `io`. */
export function openRecording(path: string): Recording {
  const fd = attempt('open', path, () => openSync(path, appendFlags, 0o600))
  // What was killed in the middle of a line must not swallow the next one.
  let lead = attempt('open', path, () => (endsInLineBreak(fd) ? '' : '\n'))
  return {
    append: (entry) =>
      attempt('write', path, () => {
        const bytes = Buffer.from(`${lead}${toJsonLine(entry)}\n`)
        if (writeSync(fd, bytes) < bytes.length) throw Object.assign(new Error('cut short'), { code: 'ENOSPC' })
        lead = ''
      }),
    close: () => closeSync(fd),
  }
}

function endsInLineBreak(fd: number): boolean {
  const stats = fstatSync(fd)
  if (!stats.isFile()) return true
  fchmodSync(fd, 0o600)
  const last = Buffer.alloc(1, '\n')
  if (stats.size > 0) readSync(fd, last, 0, 1, stats.size - 1)
  return last.toString() === '\n'
}

function attempt<Result>(deed: 'open' | 'write', path: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new JobdeckError('io', `cannot ${deed} the recording ${path} (${reason})`, 'choose another --record file')
  }
}

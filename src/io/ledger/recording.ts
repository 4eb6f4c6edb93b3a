// What `watch --record` keeps: every accepted event as the journal stores it, at the end of a file.
import type { FileHandle } from 'node:fs/promises'
import { JobdeckError } from '../../domain/failure.ts'
import { appendLines, openForAppending } from '../files/append-lines.ts'
import { errnoOf } from '../files/io-error.ts'
import { toJsonLine } from './json-line.ts'
import type { LedgerEntry } from './ledger.ts'

export interface Recording {
  /** Appends an event in one write, after those that came before. Rejects with JobdeckError `io`, and from then on always. */
  append(entry: LedgerEntry): Promise<void>
  /** Resolves when everything is written and the file is closed; rejects with the first failure of an append. */
  close(): Promise<void>
}

/** Opens the file for appending, for its owner only (0600): events may be confidential. Rejects with JobdeckError `io`. */
export async function openRecording(path: string): Promise<Recording> {
  const file = await attempt('open', path, () => openPrivately(path))
  let writing: Promise<void> = Promise.resolve()
  return {
    append: (entry) => {
      const line = `${toJsonLine(entry)}\n`
      writing = writing.then(() => attempt('write', path, () => appendLines(file, line)))
      return writing
    },
    close: () => writing.finally(() => file.close()),
  }
}

async function openPrivately(path: string): Promise<FileHandle> {
  const file = await openForAppending(path, 'follow')
  // The mode of a pipe or a device is not ours to change.
  if ((await file.stat()).isFile()) await file.chmod(0o600)
  return file
}

async function attempt<Result>(deed: 'open' | 'write', path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const reason = errnoOf(error) ?? String(error)
    throw new JobdeckError('io', `cannot ${deed} the recording ${path} (${reason})`, 'choose another --record file')
  }
}

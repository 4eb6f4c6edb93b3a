// What `watch --record` keeps: every accepted event as the journal stores it, at the end of a file.
import type { FileHandle } from 'node:fs/promises'
import { JobdeckError } from '../../domain/failure.ts'
import { appendLines, openForAppending } from '../files/append-lines.ts'
import { ioError } from '../files/io-error.ts'
import { toJsonLine } from './json-line.ts'
import type { LedgerEntry } from './ledger.ts'

export interface Recording {
  /** Appends an event in one write, after those that came before. Rejects with JobdeckError `io`, and from then on always. */
  append(entry: LedgerEntry): Promise<void>
  /** Resolves when everything is written and the file is closed; rejects with the first failure of an append. */
  close(): Promise<void>
}

/**
 * Opens a new file or a recording for appending, for its owner only (0600): events may be confidential. Rejects with
 * JobdeckError `io`.
 */
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

const ownBeginning = Buffer.from('{"received_at":')

/** Refuses a file that is not a recording, or of another user: `--record` may be mistyped. */
async function openPrivately(path: string): Promise<FileHandle> {
  const file = await openForAppending(path)
  try {
    const stats = await file.stat()
    // The mode of a device is not ours to change.
    if (!stats.isFile()) return file
    if (stats.uid !== (process.geteuid?.() ?? stats.uid)) throw refusal(path, 'it belongs to another user')
    const { buffer } = await file.read(Buffer.alloc(ownBeginning.length), 0, ownBeginning.length, 0)
    if (!ownBeginning.subarray(0, stats.size).equals(buffer.subarray(0, stats.size)))
      throw refusal(path, 'it exists and is not a recording')
    await file.chmod(0o600)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

function refusal(path: string, why: string): JobdeckError {
  return new JobdeckError('io', `cannot record to ${path}: ${why}`, 'choose another --record file')
}

async function attempt<Result>(deed: 'open' | 'write', path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw ioError(`${deed} the recording`, path, error)
  }
}

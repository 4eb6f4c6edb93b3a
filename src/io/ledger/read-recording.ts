// Reads what `watch --record` has written (recording.ts), for a replay.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { JobdeckError } from '../../domain/failure.ts'
import { ioError } from '../files/io-error.ts'
import { readLines } from '../files/read-lines.ts'
import { parseJsonLine } from './json-line.ts'
import type { LedgerEntry } from './ledger.ts'

export interface RecordedEvents {
  /** In order of receipt. */
  readonly entries: readonly LedgerEntry[]
  /** How many lines could not be read: damaged ones, or a last one that was cut off. */
  readonly unreadable: number
}

/** An accepted payload has at most 256 KB, and at most twice that as JSON text. */
const maxLineBytes = 1024 * 1024

/**
 * Rejects with JobdeckError: `io` when the file cannot be read or is not a regular file; `bad-data` when nothing in it is an event of
 * a recording, or when a newer jobdeck has written it.
 */
export async function readRecording(path: string): Promise<RecordedEvents> {
  const lines = await readEntries(path)
  if (lines.entries.length > 0) return lines
  const [what, hint] =
    lines.unreadable === 0
      ? ['is empty', 'jobdeck watch --record writes recordings']
      : ['is not a recording', 'give a file that jobdeck watch --record has written']
  throw new JobdeckError('bad-data', `${path} ${what}: nothing to replay`, hint)
}

async function readEntries(path: string): Promise<RecordedEvents> {
  let file: FileHandle | null = null
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stats = await file.stat()
    if (stats.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' })
    if (!stats.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'ENXIO' })
    const entries: LedgerEntry[] = []
    let unreadable = 0
    const tooLong = await readLines(file, maxLineBytes, (line) => {
      const entry = parseJsonLine(line)
      if (entry) entries.push(entry)
      else if (isNewer(line)) throw newer(path)
      else unreadable += 1
    })
    // The wall clock may have been set back while it was written.
    return { entries: entries.sort((a, b) => a.receivedAtMs - b.receivedAtMs), unreadable: unreadable + tooLong }
  } catch (error) {
    throw ioError('read the recording', path, error)
  } finally {
    await file?.close()
  }
}

/** A later format says which one it is: `{"recording": 2}`. */
function isNewer(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'recording' in value && typeof value.recording === 'number'
  } catch {
    return false
  }
}

function newer(path: string): JobdeckError {
  return new JobdeckError('bad-data', `${path} was recorded by a newer jobdeck`, 'update jobdeck')
}

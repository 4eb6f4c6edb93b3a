// Reads a broker's journal back, oldest first. No content makes this fail: unreadable lines are counted.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { decodeMessage } from '../../domain/protocol/decode.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { readLines } from '../files/read-lines.ts'
import { journalFiles, listRotated } from './journal-files.ts'
import { journalIoError } from './journal-io-error.ts'
import { parseJsonLine } from './json-line.ts'
import type { JobHistory, LedgerEntry, LedgerEvent, LedgerLocation } from './ledger.ts'

/** An accepted payload has at most 256 KB, and at most twice that as JSON text. */
const maxLineBytes = 1024 * 1024

/** Calls `onEntry` with every entry, oldest first; resolves to the number of lines that could not be read. Rejects with JobdeckError `io`. */
export async function readJournal(location: LedgerLocation, onEntry: (entry: LedgerEntry) => void): Promise<number> {
  let unreadable = 0
  const tooLong = await readJournalLines(location, (line) => {
    const entry = parseJsonLine(line)
    if (entry) onEntry(entry)
    else unreadable += 1
  })
  return unreadable + tooLong
}

/** One job's events, each once (by seq and kind, the first that was received). Rejects with JobdeckError `io`. */
export async function readJournalJob(location: LedgerLocation, jobId: JobId): Promise<JobHistory> {
  const events = new Map<string, LedgerEvent>()
  let unreadable = 0
  const tooLong = await readJournalLines(location, (line) => {
    // Most lines belong to other jobs: only their end is looked at, which shows whether they are torn.
    if (!line.includes(jobId) && line.endsWith('}')) return
    const entry = parseJsonLine(line)
    if (!entry) {
      unreadable += 1
      return
    }
    // The payload names its job; a topic that comes from a record need not.
    if (!entry.topic.endsWith('/events')) return
    const decoded = decodeMessage([jobId], Buffer.from(entry.payload))
    if (decoded.kind !== 'event') return
    const key = `${decoded.event.seq} ${decoded.event.event}`
    if (!events.has(key)) events.set(key, { entry, event: decoded.event })
  })
  return { events: [...events.values()], unreadable: unreadable + tooLong }
}

/** Resolves to the number of lines that were too long. */
async function readJournalLines(location: LedgerLocation, onLine: (line: string) => void): Promise<number> {
  const files = journalFiles(location)
  let path = files.current
  // Opened before the others are listed, so that it is read as the current file even if it is rotated meanwhile.
  let current: FileHandle | null = null
  try {
    current = await openOrNull(path)
    const currentInode = (await current?.stat())?.ino
    let tooLong = 0
    for (const rotated of await listRotated(files)) {
      path = rotated.path
      const handle = await openOrNull(path)
      try {
        if (handle && (await handle.stat()).ino !== currentInode)
          tooLong += await readLines(handle, maxLineBytes, onLine)
      } finally {
        await handle?.close()
      }
    }
    path = files.current
    return current ? tooLong + (await readLines(current, maxLineBytes, onLine)) : tooLong
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? journalIoError('read', path, error) : error
  } finally {
    await current?.close()
  }
}

async function openOrNull(path: string): Promise<FileHandle | null> {
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

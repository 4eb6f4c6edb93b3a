// Reads a broker's journal back, oldest first, and never fails for what stands in it: torn lines are counted.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { decodeMessage } from '../../domain/protocol/decode.ts'
import type { JobEvent } from '../../domain/protocol/event.ts'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { readLines } from '../files/read-lines.ts'
import { type JournalEntry, parseJournalLine } from './journal-entry.ts'
import { type JournalLocation, journalFiles, listRotated } from './journal-files.ts'
import { journalIoError } from './journal-io-error.ts'

/** An accepted payload has at most 256 KB, and as a JSON text at most twice that. */
const maxLineBytes = 1024 * 1024

/** An event as the journal remembers it. */
export interface JournalEvent {
  readonly entry: JournalEntry
  readonly event: JobEvent
}

export interface JobHistory {
  /** In order of receipt, each once, however often it was delivered or recorded. */
  readonly events: readonly JournalEvent[]
  /** Lines that could not be read; they may have belonged to any job. */
  readonly badLines: number
}

/** Calls `onEntry` with every entry, oldest first; resolves to the number of lines that could not be read. Rejects with JobdeckError `io`. */
export async function readJournal(location: JournalLocation, onEntry: (entry: JournalEntry) => void): Promise<number> {
  let badLines = 0
  const tooLong = await readJournalLines(location, (line) => {
    const entry = parseJournalLine(line)
    if (entry) onEntry(entry)
    else badLines += 1
  })
  return badLines + tooLong
}

/** One job's events, each once: by seq and kind, the first that was received. Rejects with JobdeckError `io`. */
export async function readJob(location: JournalLocation, jobId: JobId): Promise<JobHistory> {
  const events = new Map<string, JournalEvent>()
  let badLines = 0
  const tooLong = await readJournalLines(location, (line) => {
    // Most lines are of other jobs: leave them unparsed, but for their end, which shows whether they are torn.
    if (!line.includes(jobId) && line.endsWith('}')) return
    const entry = parseJournalLine(line)
    if (!entry) {
      badLines += 1
      return
    }
    // The payload names its job; the topic that a record gives it need not.
    if (!entry.topic.endsWith('/events')) return
    const decoded = decodeMessage([jobId], Buffer.from(entry.payload))
    if (decoded.kind !== 'event') return
    const key = `${decoded.event.seq} ${decoded.event.event}`
    if (!events.has(key)) events.set(key, { entry, event: decoded.event })
  })
  return { events: [...events.values()], badLines: badLines + tooLong }
}

/** Resolves to the number of lines that were too long. */
async function readJournalLines(location: JournalLocation, onLine: (line: string) => void): Promise<number> {
  const files = journalFiles(location)
  let path = files.current
  // Opened before the others are listed: should it be rotated meanwhile, it is read as the current file all the same.
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

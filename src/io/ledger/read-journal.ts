// Reads the journal that jobdeck 0.1.0 kept of a broker, oldest first. No content makes this fail: unreadable lines are counted.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { ioError } from '../files/io-error.ts'
import { readLines } from '../files/read-lines.ts'
import { journalFiles, listRotated } from './journal-files.ts'
import { parseJsonLine } from './json-line.ts'
import type { LedgerEntry, LedgerLocation } from './ledger.ts'

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
    throw error instanceof Error && 'syscall' in error ? ioError('read the journal', path, error) : error
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

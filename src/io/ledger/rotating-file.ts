// A file that several processes append to and that any of them may rotate away. Whole lines, one write each.
import type { Stats } from 'node:fs'
import { type FileHandle, rename, stat, unlink } from 'node:fs/promises'
import { appendLines, CutShort, openForAppending } from '../files/append-lines.ts'
import { makeDirectory } from '../files/make-directory.ts'
import { type JournalFiles, listRotated, rotatedPath } from './journal-files.ts'

export interface RotationLimits {
  /** A file is rotated before it grows beyond this. */
  readonly fileBytes: number
  /** How many files of that size are kept, the current one included. */
  readonly files: number
}

export interface RotatingFile {
  /** Appends lines in one write and resolves to how many of their bytes reached the file (fewer on a full disk). */
  append(lines: Buffer): Promise<number>
  close(): Promise<void>
}

interface OpenFile {
  readonly handle: FileHandle
  readonly stats: Stats
}

/** Opens nothing yet: the first append creates the directory (0700) and the file (0600), and rejects with the system's error. */
export function rotatingFile(files: JournalFiles, limits: RotationLimits): RotatingFile {
  let handle: FileHandle | null = null

  async function close(): Promise<void> {
    const closing = handle
    handle = null
    await closing?.close()
  }

  /** The file that currently has the name: another process may have rotated away the open one. */
  async function currentFile(): Promise<OpenFile> {
    if (handle) {
      const stats = await handle.stat()
      if (isSameFile(stats, await statOrNull(files.current))) return { handle, stats }
      await close()
    }
    makeDirectory(files.dir)
    handle = await openForAppending(files.current, 'refuse')
    await handle.chmod(0o600)
    return { handle, stats: await handle.stat() }
  }

  async function append(lines: Buffer): Promise<number> {
    let file = await currentFile()
    if (file.stats.size > 0 && file.stats.size + lines.length > limits.fileBytes) {
      await rotate(files, limits, file.stats)
      file = await currentFile()
    }
    try {
      await appendLines(file.handle, lines)
      return lines.length
    } catch (error) {
      if (error instanceof CutShort) return error.writtenBytes
      throw error
    }
  }

  return { append, close }
}

async function rotate(files: JournalFiles, limits: RotationLimits, ours: Stats): Promise<void> {
  const newest = (await listRotated(files)).at(-1)
  if (!isSameFile(ours, await statOrNull(files.current))) return
  await rename(files.current, rotatedPath(files, (newest?.number ?? 0) + 1)).catch(ignoreMissing)
  await removeOldest(files, limits)
}

/** By size, not by number: processes that rotate at the same moment can leave small files. */
async function removeOldest(files: JournalFiles, limits: RotationLimits): Promise<void> {
  let room = limits.fileBytes * (limits.files - 1)
  for (const [age, { path }] of (await listRotated(files)).toReversed().entries()) {
    room -= (await statOrNull(path))?.size ?? 0
    // The newest stays, however large a flood has made it.
    if (room < 0 && age > 0) await unlink(path).catch(ignoreMissing)
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  return stat(path).catch((error: unknown) => {
    ignoreMissing(error)
    return null
  })
}

function isSameFile(a: Stats, b: Stats | null): boolean {
  return b !== null && a.ino === b.ino && a.dev === b.dev
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}

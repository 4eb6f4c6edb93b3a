// Whole lines at the end of a file that several processes may write to: the registry's event logs and recordings.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

const lineBreak = 0x0a

const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * Opens a file for appending and creates it if it is missing, for its owner only (0600). Rejects with the system's error: with
 * ELOOP for a symbolic link, and with ENXIO for a pipe, whose reader would decide how long a write takes.
 */
export async function openForAppending(path: string): Promise<FileHandle> {
  const file = await open(path, flags, 0o600)
  const stats = await file.stat()
  if (stats.isFile() || stats.isCharacterDevice()) return file
  await file.close()
  throw Object.assign(new Error('not a regular file'), { code: 'ENXIO' })
}

/**
 * Appends `lines`, each ending in a line break, in one write, so that lines of several processes never mix. An unfinished
 * last line, left by a killed or out-of-space writer, is ended first. Rejects with the system's error, and with `ENOSPC`
 * when not all of it reached the file.
 */
export async function appendLines(file: FileHandle, lines: string | Buffer): Promise<void> {
  const lead = (await endsInLineBreak(file)) ? '' : '\n'
  const bytes = Buffer.concat([Buffer.from(lead), typeof lines === 'string' ? Buffer.from(lines) : lines])
  const { bytesWritten } = await file.write(bytes)
  if (bytesWritten === bytes.length) return
  throw Object.assign(new Error('cut short'), { code: 'ENOSPC' })
}

/** A device has no last line. */
async function endsInLineBreak(file: FileHandle): Promise<boolean> {
  const stats = await file.stat()
  if (!stats.isFile() || stats.size === 0) return true
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, stats.size - 1)
  return buffer[0] === lineBreak
}

// Whole lines at the end of a file that several processes may write to: the registry's event logs and recordings.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

const lineBreak = 0x0a

/**
 * Opens a file for appending and creates it if it is missing, for its owner only (0600). Follow a symbolic link only when
 * the user named the file. Rejects with the system's error.
 */
export function openForAppending(path: string, links: 'follow' | 'refuse'): Promise<FileHandle> {
  const noFollow = links === 'refuse' ? constants.O_NOFOLLOW : 0
  return open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | noFollow, 0o600)
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

/** A pipe or a device has no last line. */
async function endsInLineBreak(file: FileHandle): Promise<boolean> {
  const stats = await file.stat()
  if (!stats.isFile() || stats.size === 0) return true
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, stats.size - 1)
  return buffer[0] === lineBreak
}

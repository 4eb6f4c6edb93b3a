// Reads a small file that a person keeps by hand. A pipe or a device in its place would block the reader or never end, and
// another user's could name a command to run.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { JobdeckError } from '../../domain/failure.ts'

/** Nobody keeps a larger one by hand. */
const maxBytes = 1024 * 1024

/**
 * The file's text. Throws what the file system throws, and JobdeckError `io` for anything but a regular file of at most 1 MiB that
 * belongs to this user or to root.
 */
export function readTextFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isDirectory() && !stat.isFile()) throw unusable(path, 'it is not a regular file')
    if (isForeign(stat.uid)) throw unusable(path, `it belongs to another user (uid ${stat.uid})`)
    if (stat.size > maxBytes) throw unusable(path, `it is larger than ${maxBytes} bytes`)
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

/** Root reads what it was pointed to. */
function isForeign(owner: number): boolean {
  const user = process.geteuid?.() ?? 0
  return user !== 0 && owner !== 0 && owner !== user
}

function unusable(path: string, why: string): JobdeckError {
  return new JobdeckError('io', `cannot read ${path}: ${why}`)
}

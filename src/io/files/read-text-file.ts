// Reads a small file that a person keeps by hand. A pipe or a device in its place would block the reader or never end.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { JobdeckError } from '../../domain/failure.ts'

/** Nobody keeps a larger one by hand. */
const maxBytes = 1024 * 1024

/** The file's text. Throws what the file system throws, and JobdeckError `io` for anything but a regular file of at most 1 MiB. */
export function readTextFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isDirectory() && !stat.isFile()) throw unusable(path, 'it is not a regular file')
    if (stat.size > maxBytes) throw unusable(path, `it is larger than ${maxBytes} bytes`)
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

function unusable(path: string, why: string): JobdeckError {
  return new JobdeckError('io', `cannot read ${path}: ${why}`)
}

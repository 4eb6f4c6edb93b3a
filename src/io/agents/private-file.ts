// Small files for the same user only, written whole and read with suspicion: what lies there may have been put there by hand.
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { makeDirectory } from '../files/make-directory.ts'

const maxBytes = 512 * 1024

/**
 * Writes a file (0600; its directory 0700 if it is missing): all of it or nothing. `refuse` throws EEXIST when there is one.
 * `unique` keeps writers of the same file apart. Throws the system's error.
 */
export function writePrivate(path: string, content: string, onExisting: 'replace' | 'refuse', unique: string): void {
  makeDirectory(dirname(path))
  const temporary = `${path}.${unique}.tmp`
  try {
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' })
    if (onExisting === 'replace') renameSync(temporary, path)
    else linkSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

/**
 * The text of a file that only this user can write; null when it is missing or anything else: a link, a pipe, too large, another
 * user's, writable by others.
 */
export function readPrivate(path: string): string | null {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch {
    return null
  }
  try {
    const { uid, mode, size, isFile } = facts(file)
    const isOurs = uid === (process.geteuid?.() ?? uid) && (mode & 0o022) === 0
    return isFile && isOurs && size <= maxBytes ? readFileSync(file, 'utf8') : null
  } catch {
    return null
  } finally {
    closeSync(file)
  }
}

function facts(file: number) {
  const stat = fstatSync(file)
  return { uid: stat.uid, mode: stat.mode, size: stat.size, isFile: stat.isFile() }
}

// Small files for the same user only, written whole and read with suspicion: what lies there may have been put there by hand.
import { randomBytes } from 'node:crypto'
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
import { errnoOf } from '../files/io-error.ts'
import { makeDirectory } from '../files/make-directory.ts'

const maxBytes = 512 * 1024

/** Writes a file (0600; its directory 0700 if it is missing): all of it or nothing. Throws the system's error. */
export function writePrivate(path: string, content: string): void {
  writeWhole(path, content, renameSync)
}

/** The same, but a file that is there stays as it is, and false says so. */
export function writeFirst(path: string, content: string): boolean {
  try {
    writeWhole(path, content, linkSync)
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

/** What tells a file of this process apart from those of every other one. */
export function uniqueName(): string {
  return `${process.pid}-${randomBytes(4).toString('hex')}`
}

function writeWhole(path: string, content: string, install: (temporary: string, path: string) => void): void {
  makeDirectory(dirname(path))
  const temporary = `${path}.${uniqueName()}.tmp`
  try {
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' })
    install(temporary, path)
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

// Which file may be opened as the ledger: one of this user, in a directory of this user, and neither of them through a link.
import { accessSync, constants, lstatSync, type Stats } from 'node:fs'
import { JobdeckError } from '../../../domain/failure.ts'

/** The file, or null when it or its directory is missing. Throws JobdeckError `io` and the system's errors (ELOOP, EISDIR, …). */
export function inspectFile(directory: string, path: string): Stats | null {
  const parent = lstatSync(directory, { throwIfNoEntry: false })
  if (!parent) return null
  refuseForeign(directory, parent)
  if (!parent.isDirectory()) throw systemError('ENOTDIR')
  const file = lstatSync(path, { throwIfNoEntry: false })
  if (!file) return null
  refuseForeign(path, file)
  if (file.isDirectory()) throw systemError('EISDIR')
  if (!file.isFile()) throw new JobdeckError('io', `${path} is not a regular file`, 'move it away')
  return file
}

/** The system's error for the first of some paths that may not be written; null when all may. */
export function whyUnwritable(...paths: readonly string[]): unknown {
  try {
    for (const path of paths) accessSync(path, constants.W_OK)
    return null
  } catch (error) {
    return error
  }
}

function refuseForeign(path: string, stats: Stats): void {
  if (stats.isSymbolicLink()) throw systemError('ELOOP')
  const user = process.geteuid?.()
  if (user === undefined || stats.uid === user) return
  const hint = 'set JOBDECK_STATE_DIR to a directory that belongs to you'
  throw new JobdeckError('io', `${path} belongs to another user (uid ${stats.uid})`, hint)
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}

// Whether there is anything at a path.
import { lstat } from 'node:fs/promises'
import { errnoOf, ioError } from './io-error.ts'

/** Whether anything is there, be it a link that leads nowhere. Throws JobdeckError `io` when that cannot be found out. */
export async function pathExists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw ioError('access', path, error)
  }
}

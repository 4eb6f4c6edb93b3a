// The profiles file: read once at the start, and again only for writing, under a lock and in one atomic step.
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { safeLine } from '../../domain/text/safe-text.ts'
import { syncDirectory } from '../files/atomic-write.ts'
import { errnoOf, ioError } from '../files/io-error.ts'
import { makeDirectory } from '../files/make-directory.ts'
import { readTextFile } from '../files/read-text-file.ts'
import { withDirectoryLock } from '../lock/directory-lock.ts'
import { emptyProfileFile, type ProfileFile, parseProfileFile } from './profile-file.ts'
import type { Environment } from './settings-from-env.ts'

/** `JOBDECK_CONFIG_DIR`, else the platform's: `$XDG_CONFIG_HOME/jobdeck`, `~/.config/jobdeck`, on macOS `~/Library/Preferences/jobdeck`. */
export function configDirectory(env: Environment, cwd: string): string {
  if (env.JOBDECK_CONFIG_DIR) return resolve(cwd, env.JOBDECK_CONFIG_DIR)
  const home = env.HOME || homedir()
  if (process.platform === 'darwin') return join(home, 'Library', 'Preferences', 'jobdeck')
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'jobdeck')
}

/** The path of the file in a configuration directory. */
export function profileFileIn(directory: string): string {
  return join(directory, 'profiles.json')
}

type ConfClass = typeof import('conf')['default']

/** The file's content; a missing file counts as empty. Throws `config` for a broken file and `io` for an unreadable one. */
export function readProfileFile(directory: string): ProfileFile {
  const file = profileFileIn(directory)
  try {
    return parseProfileFile(readTextFile(file), file)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return emptyProfileFile
    throw ioError('read', safeLine(file), error)
  }
}

/**
 * Reads the file, changes it and writes it back under the lock; returns what was written. Throws what `readProfileFile` and
 * `change` throw, without having written anything, and `io` when writing fails.
 */
export async function changeProfileFile(
  directory: string,
  change: (content: ProfileFile) => ProfileFile,
): Promise<ProfileFile> {
  prepare(directory)
  // Loaded before the lock is taken, so that others wait only for the write.
  const { default: Conf } = await import('conf')
  return await withDirectoryLock(directory, async () => {
    const next = change(readProfileFile(directory))
    await write(Conf, directory, next)
    return next
  })
}

/** The directory holds secrets, so a new one is private; an existing one keeps its mode (`doctor` warns). */
function prepare(directory: string): void {
  try {
    makeDirectory(directory)
  } catch (error) {
    throw ioError('make', safeLine(directory), error)
  }
}

async function write(Conf: ConfClass, directory: string, content: ProfileFile): Promise<void> {
  try {
    const conf = new Conf<Record<string, unknown>>({
      projectName: 'jobdeck',
      cwd: directory,
      configName: 'profiles',
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
    })
    // Atomic as `writeAtomically` is, except that conf does not sync the directory.
    conf.store = { ...content }
    await syncDirectory(directory)
  } catch (error) {
    throw ioError('write', safeLine(profileFileIn(directory)), error)
  }
}

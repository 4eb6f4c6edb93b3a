// Whole files or none: a reader finds the old content or the new one, whatever happens to the writer or the power.
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, open, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errnoOf } from './io-error.ts'

export interface AtomicWrite {
  readonly path: string
  readonly content: string
  /** Exactly this, whatever the umask is. */
  readonly mode: number
  /** What happens to an existing file; `refuse` rejects with EEXIST. A symbolic link is never followed. */
  readonly onExisting: 'replace' | 'refuse'
}

/** Together with the leading dot, it keeps programs from taking such a file for a record. */
const temporarySuffix = '.jobdeck-tmp'
/** File systems without hard links answer one of these. */
const linksUnsupported: ReadonlySet<string | null> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Whether a file name is one of `writeAtomically`'s temporary files. */
export function isTemporary(name: string): boolean {
  return name.startsWith('.') && name.endsWith(temporarySuffix)
}

/**
 * Writes a file: temporary file, fsync, rename (or link), fsync of the directory. Rejects with the system's error; the
 * old file is then unchanged.
 */
export async function writeAtomically({ path, content, mode, onExisting }: AtomicWrite): Promise<void> {
  const directory = dirname(path)
  const temporary = join(directory, `.${basename(path)}.${randomBytes(4).toString('hex')}${temporarySuffix}`)
  try {
    await writeTemporary(temporary, content, mode)
    if (onExisting === 'replace') await rename(temporary, path)
    else await linkOrCopy(temporary, path)
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
  await syncDirectory(directory)
}

/**
 * Writes a file completely under another name, for `installStaged`. An earlier one of that name is replaced. Rejects with the
 * system's error; nothing is left then.
 */
export async function stageFile(staged: string, content: string, mode: number): Promise<void> {
  await unlink(staged).catch(() => undefined)
  try {
    await writeTemporary(staged, content, mode)
    await syncDirectory(dirname(staged))
  } catch (error) {
    await unlink(staged).catch(() => undefined)
    throw error
  }
}

/** Puts a staged file in the place of `path`, which makes its own name disappear in the same moment. Rejects as above. */
export async function installStaged(staged: string, path: string): Promise<void> {
  await rename(staged, path)
  await syncDirectory(dirname(path))
}

/** Makes changes to a directory survive a power cut. They have already happened, so a failure to sync them is ignored. */
export async function syncDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY)
    await handle.sync().finally(() => handle.close())
  } catch {
    return
  }
}

async function writeTemporary(path: string, content: string, mode: number): Promise<void> {
  // Private from the start: it may hold a secret.
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content, 'utf8')
    if (mode !== 0o600) await file.chmod(mode)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!linksUnsupported.has(errnoOf(error))) throw error
    await copyFile(from, to, constants.COPYFILE_EXCL)
  }
}

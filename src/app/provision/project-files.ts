// Reads and makes files for `broker init`: nothing is overwritten, and a failure leaves nothing half written.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { JobdeckError } from '../../domain/failure.ts'
import { writeAtomically } from '../../io/files/atomic-write.ts'

/** A file to make: its path relative to the directory, always with `/`. */
export interface NewFile {
  readonly path: string
  readonly mode: number
  readonly content: string
}

/** The file's text, or null when it does not exist. Throws JobdeckError `config` when it is a directory, else `io`. */
export function readIfThere(cwd: string, path: string): string | null {
  try {
    return readFileSync(join(cwd, path), 'utf8')
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return null
    if (code !== 'EISDIR') throw new JobdeckError('io', `cannot read ${path} (${code})`)
    const hint = 'stop the container, remove the directory and run this again'
    throw new JobdeckError('config', `${path} is a directory: Docker makes one when a file to mount is missing`, hint)
  }
}

/** Whether the directory contains only hidden entries, such as `.git`, and empty directories. Throws JobdeckError `io`. */
export function isNewDirectory(cwd: string): boolean {
  try {
    return readdirSync(cwd, { withFileTypes: true }).every(
      (entry) => entry.name.startsWith('.') || (entry.isDirectory() && readdirSync(join(cwd, entry.name)).length === 0),
    )
  } catch (error) {
    throw new JobdeckError('io', `cannot read the working directory (${codeOf(error)})`)
  }
}

/** Writes all files or none: when one fails, it removes those that it made and throws JobdeckError `io`. */
export async function writeNewFiles(cwd: string, files: readonly NewFile[]): Promise<void> {
  const made: string[] = []
  for (const { path, mode, content } of files) {
    const target = join(cwd, path)
    try {
      mkdirSync(dirname(target), { recursive: true })
      await writeAtomically({ path: target, content, mode, onExisting: 'refuse' })
      made.push(target)
    } catch (error) {
      for (const file of made) rmSync(file, { force: true })
      throw new JobdeckError('io', `cannot write ${path} (${codeOf(error)})`, 'nothing was made')
    }
  }
}

/**
 * Makes a directory that only its owner can enter, or closes an existing one; true when it was open to others.
 * Throws JobdeckError `io`.
 */
export function closeDirectory(cwd: string, path: string): boolean {
  const directory = join(cwd, path)
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const wasOpen = (statSync(directory).mode & 0o077) !== 0
    if (wasOpen) chmodSync(directory, 0o700)
    return wasOpen
  } catch (error) {
    throw new JobdeckError('io', `cannot prepare ${path}/ (${codeOf(error)})`)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

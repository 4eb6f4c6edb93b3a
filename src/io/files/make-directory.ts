// Directories for what jobdeck keeps: the registry, the ledger, the profiles.
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { errnoOf } from './io-error.ts'

/**
 * Creates a directory and any missing parents (0700); an existing directory keeps its mode.
 * Throws the system's error. Node's own recursive mkdir never returns below a directory that answers ENOENT, as /proc does.
 */
export function makeDirectory(path: string): void {
  const missing: string[] = []
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at)
  for (const directory of missing) makeOne(directory)
}

function makeOne(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    const nowExists = errnoOf(error) === 'EEXIST' && statSync(directory, { throwIfNoEntry: false })?.isDirectory()
    if (!nowExists) throw error
  }
}

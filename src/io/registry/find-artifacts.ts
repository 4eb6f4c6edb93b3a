// Whether the files that a job should produce are there. Only files of the project are looked at.
import { realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { ArtifactState } from '../../domain/jobs/artifact-state.ts'
import { errnoOf } from '../files/io-error.ts'
import { registryHomes } from './job-logs.ts'

/** More are not looked at. */
const maxPaths = 100

/** The state of each path, which is relative to the root of the project that the registry belongs to. Never rejects. */
export async function findArtifacts(registryDir: string, paths: readonly string[]): Promise<readonly ArtifactState[]> {
  const home = dirname(registryDir)
  const root = registryHomes.has(basename(home)) ? await realpath(dirname(home)).catch(() => null) : null
  if (root === null) return paths.map(() => 'unknown')
  return await Promise.all(paths.map((path, index) => (index < maxPaths ? stateOf(root, path) : 'unknown')))
}

async function stateOf(root: string, path: string): Promise<ArtifactState> {
  const named = resolve(root, path)
  if (!isWithin(root, named)) return 'outside'
  try {
    // A link within the project may lead out of it.
    return isWithin(root, await realpath(named)) ? 'present' : 'outside'
  } catch (error) {
    const code = errnoOf(error)
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unknown'
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

// Where the registry of this run is.
import { registryDir } from '../../io/registry/registry-dir.ts'
import type { CliContext } from './context.ts'

/** The registry directory as an absolute path; it need not exist. */
export function registryDirOf(context: CliContext): Promise<string> {
  return registryDir(context.registryDir ?? undefined, context.cwd)
}

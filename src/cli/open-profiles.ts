// The profiles as the command line opens them: with the registry's lock, which dies with its process.
import { dirname } from 'node:path'
import { openProfiles, type Profiles } from '../broker/profiles.ts'
import { withRegistryLock } from '../registry/registry-lock.ts'
import type { CliContext } from './cli-context.ts'

/** Reads the profiles of this run. Throws nothing for a broken file: see `Profiles.problem`. */
export function profilesOf(context: CliContext): Profiles {
  return openProfiles({
    env: context.env,
    cwd: context.cwd,
    withLock: (lockFile, task) => withRegistryLock(dirname(lockFile), task),
  })
}

// The profiles as the command line opens them: with the registry's lock, which dies with its process.
import { dirname } from 'node:path'
import { withRegistryLock } from '../../io/lock/directory-lock.ts'
import { openProfiles, type Profiles } from '../../io/profiles/profiles.ts'
import type { CliContext } from './context.ts'

/** Reads the profiles of this run. Throws nothing for a broken file: see `Profiles.problem`. */
export function profilesOf(context: CliContext): Profiles {
  return openProfiles({
    env: context.env,
    cwd: context.cwd,
    withLock: (lockFile, task) => withRegistryLock(dirname(lockFile), task),
  })
}

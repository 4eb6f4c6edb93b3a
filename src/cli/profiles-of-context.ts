// The profiles as a command gets them, with the registry's lock, which loads its native part only when something is written.
import { openProfiles, type Profiles } from '../broker/profiles.ts'
import type { CliContext } from './cli-context.ts'

/** Reads the profiles of a command's environment; see `openProfiles`. */
export function profilesOfContext({ env, cwd }: Pick<CliContext, 'env' | 'cwd'>): Profiles {
  return openProfiles({
    env,
    cwd,
    withLock: async (directory, task) => {
      const { withRegistryLock } = await import('../registry/registry-lock.ts')
      return await withRegistryLock(directory, task)
    },
  })
}

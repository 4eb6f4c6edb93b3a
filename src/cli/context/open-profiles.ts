// The profiles as the command line opens them.
import { openProfiles, type Profiles } from '../../io/profiles/profiles.ts'
import type { CliContext } from './context.ts'

/** Reads the profiles of this run. Throws nothing for a broken file: see `Profiles.problem`. */
export function profilesOf(context: CliContext): Profiles {
  return openProfiles(context)
}

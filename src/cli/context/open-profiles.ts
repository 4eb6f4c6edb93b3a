// The profiles as the command line opens them.
import { openProfiles, type Profiles } from '../../io/profiles/profiles.ts'
import type { CliContext } from './context.ts'

/** Reads the profiles of this run. A broken file does not throw: see `Profiles.problem`. */
export function profilesOf(context: CliContext): Profiles {
  return openProfiles(context)
}

/** The profiles, to be changed. Throws what is wrong with their file before the user is asked for anything. */
export function changeableProfilesOf(context: CliContext): Profiles {
  const profiles = profilesOf(context)
  const problem = profiles.problem()
  if (problem) throw problem
  return profiles
}

/** The name of the profile in use; null when choosing one fails, so that a list still shows the others. */
export function nameInUse(profiles: Profiles, context: CliContext): string | null {
  try {
    return profiles.choose(context.profileName).name
  } catch {
    return null
  }
}

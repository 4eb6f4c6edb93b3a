// Adding, changing and removing saved profiles: the rules that the command line and the deck's form share.
import { JobdeckError } from '../../domain/failure.ts'
import type { FixedProfile, ProfileFields } from '../../io/profiles/profile.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'

/** Throws `usage` when a profile of that name exists. */
export function checkNameIsFree(profiles: Profiles, name: string): void {
  if (profiles.list().some((profile) => profile.name === name)) throw nameTaken(name)
}

/** Saves a new profile, which never replaces another one. Throws `usage` for that, and as `Profiles.save`. */
export async function addProfile(profiles: Profiles, name: string, fields: ProfileFields): Promise<void> {
  await profiles.save(name, (current) => {
    if (current) throw nameTaken(name)
    return fields
  })
}

/**
 * Applies `change` to a profile as it is now and saves it: another process may have changed it since it was shown. Throws
 * `config` when it has been removed, and as `Profiles.save`.
 */
export async function changeProfile(
  profiles: Profiles,
  name: string,
  change: (current: FixedProfile) => ProfileFields,
): Promise<void> {
  await profiles.save(name, (current) => {
    if (current) return change(current)
    throw new JobdeckError('config', `the profile "${name}" was removed in the meantime`, 'add it as a new one')
  })
}

/** Removes a profile. Throws `usage` for the one in use, which need not be the selected one, and as `Profiles.remove`. */
export async function removeProfile(profiles: Profiles, name: string, nameInUse: string | null): Promise<void> {
  if (name === nameInUse)
    throw new JobdeckError('usage', `profile "${name}" is in use`, 'switch to another profile first')
  await profiles.remove(name)
}

function nameTaken(name: string): JobdeckError {
  return new JobdeckError('usage', `there is already a profile "${name}"`, 'edit it, or choose another name')
}

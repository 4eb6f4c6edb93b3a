// `jobdeck profile edit`: changes some fields of a profile.
import { changeProfile } from '../../app/brokers/saved-profiles.ts'
import { JobdeckError } from '../../domain/failure.ts'
import {
  checkSavedName,
  type FixedProfile,
  newProfileFields,
  type ProfileFields,
  type ProfileSecret,
} from '../../io/profiles/profile.ts'
import type { CliContext } from '../context/context.ts'
import { changeableProfilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'
import { type ProfileOptions, secretSource, withOptions } from '../input/profile-options.ts'
import { secretFrom } from '../input/profile-secret.ts'

/** Changes the given fields and keeps the rest. Throws `config` when there is no such profile. */
export async function runProfileEdit(context: CliContext, name: string, options: ProfileOptions): Promise<number> {
  checkSavedName(name)
  const profiles = changeableProfilesOf(context)
  const before = profiles.get(name)
  const source = secretSource(options)
  const secret =
    source && before.kind === 'fixed' ? await secretFrom(source, name, withOptions(before, options), context) : null
  await changeProfile(profiles, name, (current) => edited(current, options, secret))
  context.stderr.write(`saved profile ${name}\n`)
  return exitStatus.done
}

function edited(current: FixedProfile, options: ProfileOptions, secret: ProfileSecret | null): ProfileFields {
  const next = withOptions(current, options)
  const certificates = [next.caFile && "--ca ''", next.certFile && "--cert ''", next.keyFile && "--key ''"].filter(
    Boolean,
  )
  if (options.tls === false && certificates.length > 0)
    throw new JobdeckError(
      'usage',
      `profile "${current.name}" has certificates, which are only used with TLS`,
      `remove them with ${certificates.join(' ')}`,
    )
  // Removing the user removes the password too.
  return { ...next, secret: secret ?? (next.username === null ? newProfileFields.secret : next.secret) }
}

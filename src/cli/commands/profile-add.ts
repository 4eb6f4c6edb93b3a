// `jobdeck profile add`: gives a broker a name.
import { addProfile, checkNameIsFree } from '../../app/brokers/saved-profiles.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { usualPort } from '../../io/mqtt/settings.ts'
import { checkSavedName, newProfileFields } from '../../io/profiles/profile.ts'
import type { CliContext } from '../context/context.ts'
import { changeableProfilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'
import { type ProfileOptions, secretSource, withOptions } from '../input/profile-options.ts'
import { secretFrom } from '../input/profile-secret.ts'

/** Saves a new profile; asks for its password when it has a user. Throws `usage` when the name is taken. */
export async function runProfileAdd(context: CliContext, name: string, options: ProfileOptions): Promise<number> {
  checkSavedName(name)
  if (!options.host) throw new JobdeckError('usage', 'a profile needs a host', 'add --host NAME')
  const profiles = changeableProfilesOf(context)
  checkNameIsFree(profiles, name)
  const fields = withOptions({ ...newProfileFields, host: options.host, port: usualPort(options) }, options)
  const source = secretSource(options) ?? (fields.username === null ? newProfileFields.secret : 'ask')
  await addProfile(profiles, name, { ...fields, secret: await secretFrom(source, name, fields, context) })
  context.stderr.write(`saved profile ${name} in ${safeLine(profiles.file)}; jobdeck profile use ${name} selects it\n`)
  return exitStatus.done
}

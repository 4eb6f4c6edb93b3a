// `jobdeck profile remove`: forgets a saved profile.
import { removeProfile } from '../../app/brokers/saved-profiles.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'

/** Removes a saved profile. Throws `usage` for a built-in one and for the one in use. */
export async function runProfileRemove(context: CliContext, name: string): Promise<number> {
  await removeProfile(profilesOf(context), name, context.profileName)
  context.stderr.write(`removed profile ${name}\n`)
  return exitStatus.done
}

// `jobdeck profile use`: selects the profile for runs that do not name one.
import type { CliContext } from '../context/context.ts'
import { nameInUse, profilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'

/** Selects a profile, and warns while a variable takes precedence over the choice. */
export async function runProfileUse(context: CliContext, name: string): Promise<number> {
  const profiles = profilesOf(context)
  await profiles.select(name)
  context.stderr.write(`profile ${name} is used from now on\n`)
  const overriding = context.profileName !== null ? 'JOBDECK_PROFILE' : context.env.MQTT_BROKER ? 'MQTT_BROKER' : null
  if (overriding !== null && nameInUse(profiles, context) !== name)
    context.stderr.write(`but not while ${overriding} is set: it takes precedence\n`)
  return exitStatus.done
}

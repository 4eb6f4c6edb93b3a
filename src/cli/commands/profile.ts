// `jobdeck profile list|show|add|edit|remove|use`: brokers by name (CLI.md).

import { JobdeckError } from '../../domain/failure.ts'
import { safeJson, safeLine } from '../../domain/text/safe-text.ts'
import {
  checkSavedName,
  type FixedProfile,
  newProfileFields,
  type ProfileFields,
  type ProfileSecret,
} from '../../io/profiles/profile.ts'
import { profileProblems } from '../../io/profiles/profile-file.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { CliContext } from '../context/context.ts'
import { profilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'
import { promptSecret } from '../prompt-secret.ts'
import { type ProfileOptions, secretSource, usualPort, withOptions } from './profile-options.ts'
import { detailsOf, listLines, showLines, summaryOf } from './profile-view.ts'

/** Prints all profiles, the one in use with a star. Throws `config` after the built-in ones when the file is broken. */
export async function runProfileList(context: CliContext, options: { readonly json?: boolean }): Promise<number> {
  const profiles = profilesOf(context)
  const inUse = nameInUse(profiles, context)
  const summaries = profiles.list().map((profile) => summaryOf(profile, context.env, inUse))
  const lines = options.json ? [safeJson(summaries)] : listLines(summaries)
  context.stdout.write(lines.map((line) => `${line}\n`).join(''))
  const problem = profiles.problem()
  if (problem) throw problem
  return exitStatus.done
}

/** Prints one profile, its password masked. Throws as `Profiles.get`. */
export async function runProfileShow(
  context: CliContext,
  name: string,
  options: { readonly json?: boolean },
): Promise<number> {
  const profiles = profilesOf(context)
  const details = detailsOf(profiles.get(name), context.env, nameInUse(profiles, context))
  const lines = options.json ? [safeJson(details)] : showLines(details)
  context.stdout.write(lines.map((line) => `${line}\n`).join(''))
  return exitStatus.done
}

/** Saves a new profile; asks for its password when it has a user. Throws `usage` when there is one of that name. */
export async function runProfileAdd(context: CliContext, name: string, options: ProfileOptions): Promise<number> {
  checkSavedName(name)
  if (!options.host) throw new JobdeckError('usage', 'a profile needs a host', 'say --host NAME')
  const profiles = mendedProfiles(context)
  if (profiles.list().some((profile) => profile.name === name)) throw alreadyThere(name)
  const fields = withOptions({ ...newProfileFields, host: options.host, port: usualPort(options) }, options)
  const source = secretSource(options) ?? (fields.username === null ? newProfileFields.secret : 'ask')
  const secret = await secretFrom(source, name, fields, context)
  await profiles.save(name, (current) => {
    if (current) throw alreadyThere(name)
    return { ...fields, secret }
  })
  context.stderr.write(`saved profile ${name} in ${safeLine(profiles.file)}; jobdeck profile use ${name} selects it\n`)
  return exitStatus.done
}

/** Changes what the options say and keeps the rest. Throws `config` when there is no such profile. */
export async function runProfileEdit(context: CliContext, name: string, options: ProfileOptions): Promise<number> {
  checkSavedName(name)
  const profiles = mendedProfiles(context)
  const before = profiles.get(name)
  const source = secretSource(options)
  const secret =
    source && before.kind === 'fixed' ? await secretFrom(source, name, withOptions(before, options), context) : null
  await profiles.save(name, (current) => edited(current, name, options, secret))
  context.stderr.write(`saved profile ${name}\n`)
  return exitStatus.done
}

/** Removes a saved profile. Throws `usage` for a built-in one and for the one in use. */
export async function runProfileRemove(context: CliContext, name: string): Promise<number> {
  if (context.profileName === name)
    throw new JobdeckError(
      'usage',
      `profile "${safeLine(name, 60)}" is in use`,
      'name another in JOBDECK_PROFILE first',
    )
  await profilesOf(context).remove(name)
  context.stderr.write(`removed profile ${name}\n`)
  return exitStatus.done
}

/** Makes a profile the one that is used from now on. */
export async function runProfileUse(context: CliContext, name: string): Promise<number> {
  const profiles = profilesOf(context)
  await profiles.select(name)
  context.stderr.write(`profile ${name} is used from now on\n`)
  const stronger = context.profileName !== null ? 'JOBDECK_PROFILE' : context.env.MQTT_BROKER ? 'MQTT_BROKER' : null
  if (stronger !== null && nameInUse(profiles, context) !== name)
    context.stderr.write(`but not while ${stronger} is set: it names another\n`)
  return exitStatus.done
}

/** Nobody types a password for a file that cannot be written. */
function mendedProfiles(context: CliContext): Profiles {
  const profiles = profilesOf(context)
  const problem = profiles.problem()
  if (problem) throw problem
  return profiles
}

/** Null where the choice itself fails: a list still shows what there is. */
function nameInUse(profiles: Profiles, context: CliContext): string | null {
  try {
    return profiles.choose(context.profileName).name
  } catch {
    return null
  }
}

function edited(
  current: FixedProfile | null,
  name: string,
  options: ProfileOptions,
  secret: ProfileSecret | null,
): ProfileFields {
  if (!current)
    throw new JobdeckError('config', `there is no profile "${name}"`, `jobdeck profile add ${name} makes it`)
  const next = withOptions(current, options)
  const certificates = [next.caFile && "--ca ''", next.certFile && "--cert ''", next.keyFile && "--key ''"].filter(
    Boolean,
  )
  if (options.tls === false && certificates.length > 0)
    throw new JobdeckError(
      'usage',
      `profile "${name}" has certificates, which are used only with TLS`,
      `take them away with ${certificates.join(' ')}`,
    )
  // A user that is taken away takes the password along.
  return { ...next, secret: secret ?? (next.username === null ? newProfileFields.secret : next.secret) }
}

/** Asks only when everything else about the profile is right. */
async function secretFrom(
  source: ProfileSecret | 'ask',
  name: string,
  fields: ProfileFields,
  { stdin, stderr }: CliContext,
): Promise<ProfileSecret> {
  if (source !== 'ask') return source
  const [wrong] = profileProblems({ ...fields, secret: { kind: 'plain', text: 'to be typed' } })
  if (wrong) throw new JobdeckError('usage', `profile "${safeLine(name, 60)}", ${wrong.field}: ${wrong.message}`)
  stderr.write('The password is stored as plain text in the profile file, readable by you alone.\n')
  stderr.write('(--password-env and --password-command keep it out of the file.)\n')
  const text = await promptSecret(`Password of ${safeLine(fields.username ?? '', 60)}: `, stdin, stderr)
  return { kind: 'plain', text }
}

function alreadyThere(name: string): JobdeckError {
  return new JobdeckError('usage', `there is a profile "${name}" already`, `jobdeck profile edit ${name} changes it`)
}

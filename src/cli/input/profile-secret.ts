// A profile's password as the options of `profile add` and `edit` provide it, or as the user types it.
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { ProfileFields, ProfileSecret } from '../../io/profiles/profile.ts'
import { profileProblems } from '../../io/profiles/profile-file.ts'
import type { CliContext } from '../context/context.ts'
import { promptSecret } from './prompt-secret.ts'

/** The secret to save. Asks only when everything else about the profile is right; throws `usage` otherwise. */
export async function secretFrom(
  source: ProfileSecret | 'ask',
  name: string,
  fields: ProfileFields,
  { stdin, stderr }: Pick<CliContext, 'stdin' | 'stderr'>,
): Promise<ProfileSecret> {
  if (source !== 'ask') return source
  const [wrong] = profileProblems({ ...fields, secret: { kind: 'plain', text: 'to be typed' } })
  if (wrong) throw new JobdeckError('usage', `profile "${safeLine(name, 60)}", ${wrong.field}: ${wrong.message}`)
  stderr.write('The password is stored as plain text in the profile file, which only you can read.\n')
  stderr.write('(--password-env and --password-command keep it out of the file.)\n')
  const text = await promptSecret(`Password of ${safeLine(fields.username ?? '', 60)}: `, stdin, stderr)
  return { kind: 'plain', text }
}

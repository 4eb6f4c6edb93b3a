// `jobdeck profile show`: one profile, its password masked.
import { detailsOf } from '../../app/brokers/profile-summary.ts'
import { safeJson } from '../../domain/text/safe-text.ts'
import type { CliContext } from '../context/context.ts'
import { nameInUse, profilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'
import { showLines } from '../output/profile-lines.ts'

/** Prints one profile. Throws as `Profiles.get`. */
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

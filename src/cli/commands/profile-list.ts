// `jobdeck profile list`: every profile and its broker.
import { summaryOf } from '../../app/brokers/profile-summary.ts'
import { safeJson } from '../../domain/text/safe-text.ts'
import type { CliContext } from '../context/context.ts'
import { nameInUse, profilesOf } from '../context/open-profiles.ts'
import { exitStatus } from '../exit-status.ts'
import { listLines } from '../output/profile-lines.ts'

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

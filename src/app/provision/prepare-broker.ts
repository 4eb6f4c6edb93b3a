// Prepares a directory for the Docker-managed Mosquitto (CLI.md, `broker init`). It plans everything before it writes
// anything, overwrites nothing, and never makes half of a pair that would not match what exists.
import { hostname } from 'node:os'
import type { Clock } from '../../io/clock/clock.ts'
import { serverNames } from './host-names.ts'
import { unreadableNote } from './kept-files.ts'
import { planCertificates } from './plan-certificates.ts'
import { planLogins } from './plan-logins.ts'
import { closeDirectory, writeNewFiles } from './project-files.ts'
import { planShippedFiles } from './shipped-files.ts'

export interface PrepareOptions {
  /** The directory to prepare. */
  readonly cwd: string
  /** Names and addresses for the server certificate, besides localhost, 127.0.0.1, ::1 and this host's name. */
  readonly hosts: readonly string[]
  readonly clock: Clock
}

/** What was done; all paths are relative to the directory. */
export interface PreparedBroker {
  readonly made: readonly string[]
  readonly kept: readonly string[]
  /** What the user should know or do, in whole lines. */
  readonly notes: readonly string[]
}

/**
 * Prepares the directory. Throws JobdeckError: `usage` for a wrong host name, `config` for halves of a pair that do not
 * match, `io` when it cannot write; nothing has been made then.
 */
export async function prepareBroker({ cwd, hosts, clock }: PrepareOptions): Promise<PreparedBroker> {
  const names = serverNames(hosts, hostname())
  const plans = [planShippedFiles(cwd), planLogins(cwd), await planCertificates(cwd, names, hosts, clock)]
  const make = plans.flatMap((plan) => plan.make)
  const kept = plans.flatMap((plan) => plan.kept)
  const notes = [...plans.flatMap((plan) => plan.notes), unreadableNote(cwd, kept)].filter((note) => note !== null)

  // First, so that no key is readable by others even for a moment.
  const closed = ['certs', 'mosquitto'].filter(
    (directory) => make.some(({ path }) => path.startsWith(`${directory}/`)) && closeDirectory(cwd, directory),
  )
  await writeNewFiles(cwd, make)
  return { made: make.map(({ path }) => path), kept, notes: [...closed.map(closedNote), ...notes] }
}

function closedNote(directory: string): string {
  return `${directory}/ is closed to other users now (0700), because the broker must be able to read the files in it`
}

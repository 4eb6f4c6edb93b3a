// `jobdeck broker init`: prepares the working directory for the Docker-managed Mosquitto.
import { prepareBroker } from '../../app/provision/prepare-broker.ts'
import type { CliContext } from '../context/context.ts'
import { exitStatus } from '../exit-status.ts'

/** Prints a line for each file, `made PATH` or `kept PATH`, and on stderr what the user should know. */
export async function runBrokerInit(
  context: Pick<CliContext, 'cwd' | 'clock' | 'stdout' | 'stderr'>,
  options: { readonly host?: readonly string[] },
): Promise<number> {
  const { cwd, clock, stdout, stderr } = context
  const { made, kept, notes } = await prepareBroker({ cwd, clock, hosts: options.host ?? [] })
  for (const path of made) stdout.write(`made ${path}\n`)
  for (const path of kept) stdout.write(`kept ${path}\n`)
  for (const note of notes) stderr.write(`${note}\n`)
  return exitStatus.done
}

// `jobdeck completion`: the script that a shell loads.
import { type Shell, shellScripts } from '../completion/shell-scripts.ts'
import type { CliContext } from '../context/context.ts'
import { exitStatus } from '../exit-status.ts'

/** Prints the completion script of a shell. */
export async function runCompletion({ stdout }: CliContext, shell: Shell): Promise<number> {
  stdout.write(shellScripts[shell])
  return exitStatus.done
}

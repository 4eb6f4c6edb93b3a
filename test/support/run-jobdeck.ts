// Runs the built jobdeck without a terminal, as a script or a pipe would.
import { type Environment, jobdeckBin, jobdeckEnvironment, temporaryFolder } from './jobdeck-home.ts'
import { type Exit, type Program, startProgram } from './program.ts'

export interface JobdeckOptions {
  /** Added to the environment of `jobdeckEnvironment`. */
  readonly env?: Environment
  /** Where configuration, state and registry live, and the working directory; a new folder unless given. */
  readonly home?: string
  /** The working directory; `home` unless given. */
  readonly cwd?: string
}

/** Starts `jobdeck …args` and leaves it running; its input stays open. */
export function startJobdeck(args: readonly string[], options: JobdeckOptions = {}): Program {
  const home = options.home ?? temporaryFolder()
  const env = jobdeckEnvironment(home, options.env)
  return startProgram(process.execPath, [jobdeckBin, ...args], { env, cwd: options.cwd ?? home })
}

/** Runs `jobdeck …args` to its end, with `stdin` as its whole input. */
export async function runJobdeck(
  args: readonly string[],
  options: JobdeckOptions & { readonly stdin?: string } = {},
): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
  const program = startJobdeck(args, options)
  program.write(options.stdin ?? '')
  program.closeStdin()
  const exit = await program.exit
  return { ...exit, stdout: program.stdout(), stderr: program.stderr() }
}

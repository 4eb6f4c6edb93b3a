// A jobdeck command in this process: the whole table of commands and options, without the time that a process takes.
import { statusOfError } from '../../src/cli/exit-status.ts'
import { runProgram } from '../../src/cli/program/program.ts'
import { describeError, JobdeckError } from '../../src/domain/failure.ts'
import { capturedContext } from '../support/captured-context.ts'
import { type Environment, temporaryFolder } from '../support/jobdeck-home.ts'

export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly home?: string
  readonly env?: Environment
  readonly stdin?: string
}

/** Runs `jobdeck …args` with everything below `home`; the registry is `<home>/jobs`. */
export async function runHere(
  args: readonly string[],
  { home = temporaryFolder(), env, stdin }: Surroundings = {},
): Promise<Ran> {
  const folders = { JOBDECK_REGISTRY_DIR: `${home}/jobs`, JOBDECK_STATE_DIR: `${home}/state` }
  const { context, ...output } = capturedContext({ home, stdin, env: { ...folders, ...env } })
  const { stdout, stderr } = context
  const host = { argv: ['node', 'jobdeck', ...args], env: context.env, cwd: () => home, stdin: context.stdin }
  let status: number
  try {
    status = await runProgram({ ...host, stdout, stderr } as unknown as NodeJS.Process)
  } catch (error) {
    if (!(error instanceof JobdeckError)) throw error
    stderr.write(`jobdeck: ${describeError(error)}\n`)
    status = statusOfError[error.code]
  }
  return { status, stdout: output.stdout(), stderr: output.stderr() }
}

// The entry of the bundle that stands between a terminal and an agent that `jobdeck run` has started.
import { takeLaunch } from '../app/agents/launch-file.ts'
import { wrapAgent } from '../app/agents/wrap-agent.ts'
import { describeError } from '../domain/failure.ts'
import { safeLine } from '../domain/text/safe-text.ts'
import { readHookRun } from './context/hook-run.ts'
import { exitStatus } from './exit-status.ts'
import { startReporter } from './start-reporter.ts'

const maxErrorCells = 500

async function main(): Promise<number> {
  const launch = takeLaunch(process.argv[2] ?? '')
  if (!launch) {
    process.stderr.write(
      'jobdeck: this run has been started already, or its files are gone: jobdeck run starts another\n',
    )
    return exitStatus.inputOutput
  }
  const run = { ...readHookRun(process, import.meta.url), stateDir: launch.stateDir }
  try {
    return await wrapAgent(launch, { clock: run.clock, host: process, onSpooled: () => startReporter(run) })
  } catch (error) {
    process.stderr.write(
      `jobdeck: the end of the job is not reported: ${safeLine(describeError(error), maxErrorCells)}\n`,
    )
    return exitStatus.inputOutput
  }
}

process.exitCode = await main()

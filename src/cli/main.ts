// The entry of the bundle: runs the command and ends with its exit status. A stack trace is a bug.
import { describeError, JobdeckError } from '../domain/failure.ts'
import { safeLine } from '../domain/text/safe-text.ts'
import { exitStatus, statusOfError } from './exit-status.ts'
import { endWithOutput, flushed } from './output/output-end.ts'
import { runProgram } from './program/program.ts'

const maxErrorCells = 2_000

async function main(): Promise<number> {
  try {
    return await runProgram(process)
  } catch (error) {
    process.stderr.write(`jobdeck: ${safeLine(describeError(error), maxErrorCells)}\n`)
    return error instanceof JobdeckError ? statusOfError[error.code] : exitStatus.software
  }
}

process.on('uncaughtException', (error) => {
  // While the deck is open, its own guard restores the terminal first.
  if (process.listenerCount('uncaughtException') > 1) return
  process.stderr.write(`jobdeck: this is a bug, please report it: ${safeLine(describeError(error), maxErrorCells)}\n`)
  process.exit(exitStatus.software)
})
const owedStatus = endWithOutput(process)
const status = await main()
await Promise.all([flushed(process.stdout), flushed(process.stderr)])
process.exit(owedStatus() ?? status)

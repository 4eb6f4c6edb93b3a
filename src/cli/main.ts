// The entry of the bundle: runs the command and ends with its exit status. A stack trace is a bug.
import { describeError, JobdeckError } from '../protocol/jobdeck-error.ts'
import { exitStatus, statusOfError } from './exit-status.ts'
import { runProgram } from './program.ts'

async function main(): Promise<number> {
  try {
    return await runProgram(process)
  } catch (error) {
    process.stderr.write(`jobdeck: ${describeError(error).replaceAll('\n', ' ')}\n`)
    return error instanceof JobdeckError ? statusOfError[error.code] : exitStatus.software
  }
}

// A reader that went away (`jobdeck list | head -1`) ends the command quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitStatus.done)
  // A terminal that went away sends SIGHUP too: a command ends by that, and the deck ends in order.
  if (error.code !== 'EIO') throw error
})

process.exit(await main())

// Diagnostics go to stderr, as lines that begin with the program's name.
import { describeError, type JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { CliContext } from '../context/context.ts'

const maxProblemCells = 2_000

/** Prints one line for the user. `text` must be safe to show. */
export function note({ stderr }: Pick<CliContext, 'stderr'>, text: string): void {
  stderr.write(`jobdeck: ${text}\n`)
}

/** Explains a pause while another process holds the registry's lock. */
export function noteLockWait(context: Pick<CliContext, 'stderr'>): () => void {
  return () => note(context, 'waiting for the registry lock…')
}

/** Prints a problem that does not end the command. */
export function noteProblem(context: Pick<CliContext, 'stderr'>): (problem: JobdeckError) => void {
  return (problem) => note(context, safeLine(describeError(problem), maxProblemCells))
}

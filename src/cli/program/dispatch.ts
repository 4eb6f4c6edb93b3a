// How a row of the command table passes its work to the program. A separate file, so that the tables need not import it.
import type { CliContext } from '../context/context.ts'

/** What a command does: returns its exit status or throws a JobdeckError. */
export type Run = (context: CliContext) => Promise<number>

/** Passes a command's work to the program, which first builds the context from the global options. */
export type Dispatch = (run: Run) => void

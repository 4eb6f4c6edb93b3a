// How a row of the command table hands over its work. In a file apart, so that the tables need not import the program.
import type { CliContext } from '../context/context.ts'

/** What a command does: returns its exit status or throws a JobdeckError. */
export type Run = (context: CliContext) => Promise<number>

/** Hands a command's work to the program, which first builds the context from the global options. */
export type Dispatch = (run: Run) => void

// Diagnostics go to stderr, as lines that begin with the program's name.
import type { CliContext } from '../context/context.ts'

/** Prints one line for the user. `text` must be safe to show. */
export function note({ stderr }: Pick<CliContext, 'stderr'>, text: string): void {
  stderr.write(`jobdeck: ${text}\n`)
}

/** Explains a pause while another process holds the registry's lock. */
export function noteLockWait(context: Pick<CliContext, 'stderr'>): () => void {
  return () => note(context, 'waiting for the registry lock…')
}

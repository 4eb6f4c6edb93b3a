// The monitor needs a terminal to draw on and to read keys from.
import { JobdeckError } from '../domain/failure.ts'
import type { CliContext } from './context/context.ts'

/** Throws `usage` when stdin or stdout is not a terminal; names the command that needs none. */
export function requireTerminal(context: CliContext): void {
  const isTerminal = (stream: object) => 'isTTY' in stream && stream.isTTY === true
  if (isTerminal(context.stdin) && isTerminal(context.stdout)) return
  throw new JobdeckError('usage', 'the monitor needs a terminal', 'without one, use "jobdeck watch"')
}

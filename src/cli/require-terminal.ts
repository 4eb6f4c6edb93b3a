// The monitor needs a terminal to draw on and to read keys from.
import { JobdeckError } from '../domain/failure.ts'
import type { CliContext } from './context/context.ts'

/** Throws `usage` when stdin or stdout is not a terminal, or is one that cannot place text; names the command that needs none. */
export function requireTerminal(context: CliContext): void {
  const isTerminal = (stream: object) => 'isTTY' in stream && stream.isTTY === true
  if (!isTerminal(context.stdin) || !isTerminal(context.stdout))
    throw new JobdeckError('usage', 'the monitor needs a terminal', 'without one, use "jobdeck watch"')
  const { TERM } = context.env
  if (TERM === 'dumb')
    throw new JobdeckError('usage', 'the terminal is "dumb": it cannot show the monitor', 'use "jobdeck watch"')
  if (!TERM && process.platform !== 'win32')
    throw new JobdeckError(
      'usage',
      'TERM is not set, so what the terminal can show is unknown',
      'set it, such as TERM=xterm-256color, or use "jobdeck watch"',
    )
}

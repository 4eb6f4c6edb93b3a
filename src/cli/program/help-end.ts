// The end of a command's help, below its options: examples, and the meaning of its exit status.
import { exitStatus } from '../exit-status.ts'

/** The exit statuses of every command (CLI.md). */
export const everyStatus: Readonly<Record<number, string>> = {
  [exitStatus.done]: 'done; every watched job completed',
  [exitStatus.failed]: 'a watched job ended in error, or a check failed',
  [exitStatus.timedOut]: 'a watched job timed out',
  [exitStatus.usage]: 'the command line is wrong',
  [exitStatus.badData]: 'bad input data, such as an unusable record',
  [exitStatus.unreachable]: 'the broker cannot be reached',
  [exitStatus.inputOutput]: 'a file cannot be read or written',
  [exitStatus.refused]: 'the broker refused the login or the event',
  [exitStatus.config]: 'a profile or a setting is wrong',
  [exitStatus.interrupted]: 'interrupted with ctrl-c',
}

/** The examples, one per line, then the exit statuses that mean something specific to this command. */
export function helpEnd(examples: readonly string[], statuses: Readonly<Record<number, string>> = {}): string {
  const lines = Object.entries(statuses).map(([status, meaning]) => `  ${status.padEnd(5)}${meaning}`)
  return [
    ...['', 'Examples:', ...examples.map((example) => `  ${example}`)],
    ...(lines.length > 0 ? ['', 'Exit status:', ...lines] : []),
  ].join('\n')
}

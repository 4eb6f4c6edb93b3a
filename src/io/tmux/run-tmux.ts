// Runs one tmux command and waits for its answer, for a bounded time. What comes from a record or from a user is only ever one
// argument or the standard input, never a part of a command's text.
import { execFile } from 'node:child_process'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'

/** A tmux that has not answered by then is taken to hang. */
export const answerMs = 1_000

/**
 * - `absent`: tmux is not installed
 * - `silent`: it does not answer
 * - `no-server`: there is none, and so no session either
 * - `refused`: it says why not
 * - `ended`: the connection was closed before it answered
 */
export type TmuxFailureKind = 'absent' | 'silent' | 'no-server' | 'refused' | 'ended'

export class TmuxFailure extends JobdeckError {
  readonly kind: TmuxFailureKind

  constructor(kind: TmuxFailureKind, said = '') {
    super('io', words[kind](said))
    this.kind = kind
  }
}

const words: Readonly<Record<TmuxFailureKind, (said: string) => string>> = {
  absent: () => 'tmux is not installed',
  silent: () => 'tmux does not answer',
  'no-server': () => 'no tmux server is running',
  ended: () => 'the connection to tmux has ended',
  refused: (said) => `tmux: ${safeLine(said, 200)}`,
}

/**
 * Returns what tmux printed.
 * @param input its standard input
 * @param limitMs how long it may take
 * @throws TmuxFailure
 */
export function runTmux(args: readonly string[], input = '', limitMs = answerMs): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: 16 * 1024 * 1024 } as const
    const child = execFile('tmux', ['-u', ...args], options, (error, stdout, stderr) => {
      if (!error) resolve(stdout)
      else if (error.code === 'ENOENT') reject(new TmuxFailure('absent'))
      else if (error.killed) reject(new TmuxFailure('silent'))
      else reject(new TmuxFailure(isWithoutServer(stderr) ? 'no-server' : 'refused', stderr.trim() || error.message))
    })
    // It may have ended before it has read anything.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

function isWithoutServer(said: string): boolean {
  return /^(?:no server running|error connecting|no sessions|lost server|server exited)/m.test(said)
}

// What becomes of output whose reader is slow, gone or full: a command ends only when everything was taken.
import type { Writable } from 'node:stream'
import { exitStatus } from '../exit-status.ts'

/**
 * Ends the process in order when its output cannot be written; call it before anything is written. A command that
 * listens for stdout's errors itself is let finish; the status that is then owed, or null, is what the returned function
 * tells.
 */
export function endWithOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): () => number | null {
  let owed: number | null = null
  let isOver = false
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // A terminal that went away sends SIGHUP too: a command ends by that, and the deck ends in order.
    if (code === 'EIO' || isOver) return
    isOver = true
    // A reader that went away (`jobdeck list | head -1`) has what it wanted.
    const isFailure = code !== 'EPIPE'
    if (isFailure) stderr.write(`jobdeck: the output cannot be written (${code})\n`)
    if (stdout.listenerCount('error') === 1) process.exit(isFailure ? exitStatus.inputOutput : exitStatus.done)
    if (isFailure) owed = exitStatus.inputOutput
  })
  // Nobody is left to tell it to.
  stderr.on('error', () => {})
  return () => owed
}

/** Waits until a stream has handed over what was written to it: `process.exit` would throw the rest of a pipe away. */
export function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

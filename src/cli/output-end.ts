// What becomes of output whose reader is slow, gone or full: a command ends only when everything was taken.
import type { Writable } from 'node:stream'
import { exitStatus } from './exit-status.ts'

/** Ends the process in order when its output cannot be written; call it before anything is written. */
export function endWithOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // A reader that went away (`jobdeck list | head -1`) has what it wanted.
    if (code === 'EPIPE') process.exit(exitStatus.done)
    // A terminal that went away sends SIGHUP too: a command ends by that, and the deck ends in order.
    if (code === 'EIO') return
    stderr.write(`jobdeck: the output cannot be written (${code})\n`)
    process.exit(exitStatus.inputOutput)
  })
  // Nobody is left to tell it to.
  stderr.on('error', () => {})
}

/** Waits until a stream has handed over what was written to it: `process.exit` would throw the rest of a pipe away. */
export function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

// Output whose reader is slow, gone or full: a command ends only when everything has been handed over.
import type { Writable } from 'node:stream'
import { exitStatus } from '../exit-status.ts'

/**
 * Ends the process in order when its output cannot be written; call it before anything is written. A command that
 * listens for stdout's errors itself may finish: the returned function then gives the status to end with, else null.
 */
export function endWithOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): () => number | null {
  let owed: number | null = null
  let isOver = false
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // A terminal that goes away also sends SIGHUP, which ends a command, and ends the deck in order.
    if (code === 'EIO' || isOver) return
    isOver = true
    // A reader that goes away (`jobdeck list | head -1`) has what it wanted.
    const isFailure = code !== 'EPIPE'
    if (isFailure) stderr.write(`jobdeck: the output cannot be written (${code})\n`)
    if (stdout.listenerCount('error') === 1) process.exit(isFailure ? exitStatus.inputOutput : exitStatus.done)
    if (isFailure) owed = exitStatus.inputOutput
  })
  // Nobody is left to report it to.
  stderr.on('error', () => {})
  return () => owed
}

/** Waits until a stream has handed over what was written to it: `process.exit` would discard the rest of a pipe. */
export function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

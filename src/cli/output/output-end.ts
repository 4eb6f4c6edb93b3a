// Output to a slow or closed pipe or a full disk: a command ends only when everything has been written.
import type { Writable } from 'node:stream'
import { exitStatus } from '../exit-status.ts'

/**
 * Ends the process cleanly when its output cannot be written; call it before anything is written. A command that
 * listens for stdout's errors itself may finish: the returned function then gives the status to end with, else null.
 */
export function endWithOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): () => number | null {
  let owed: number | null = null
  let isOver = false
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // A terminal that goes away also sends SIGHUP, which ends a command, and closes the deck cleanly.
    if (code === 'EIO' || isOver) return
    isOver = true
    // A reader that closes the pipe (`jobdeck list | head -1`) has read all that it wanted.
    const isFailure = code !== 'EPIPE'
    if (isFailure) stderr.write(`jobdeck: the output cannot be written (${code})\n`)
    if (stdout.listenerCount('error') === 1) process.exit(isFailure ? exitStatus.inputOutput : exitStatus.done)
    if (isFailure) owed = exitStatus.inputOutput
  })
  // There is nowhere left to report it.
  stderr.on('error', () => {})
  return () => owed
}

/** Waits until a stream has passed on what was written to it: `process.exit` would discard the rest of a pipe. */
export function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}

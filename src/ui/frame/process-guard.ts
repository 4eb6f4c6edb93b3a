// While the deck has the terminal, every way out of the process goes through here: signals, a lost terminal, uncaught errors.
// Ink restores the screen on quit; this covers the rest.
import { constants } from 'node:os'
import type { ReadStream, WriteStream } from 'node:tty'

export interface ProcessGuard {
  /** The screen is closed: signals and errors have their default effect again. */
  release(): void
  /** Restores the terminal, prints one line on stderr and exits with 70. */
  crash(error: unknown): never
}

export interface Guarded {
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  /** Closes the screen and restores the terminal; calling it again does nothing. */
  readonly close: () => void
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof signals)[number]

/** EX_SOFTWARE of sysexits.h. */
const crashStatus = 70

/** Watches the process until it is released. */
export function guardProcess({ stdin, stdout, close }: Guarded): ProcessGuard {
  const leave = (signal: Signal) => {
    // On the deck ctrl-c is a key. As a signal it comes only while an editor has the terminal.
    if (signal === 'SIGINT' && stdin.isRaw === false) return
    process.exitCode = 128 + constants.signals[signal]
    close()
  }
  const hangUp = () => leave('SIGHUP')
  const crash = (error: unknown): never => {
    close()
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`jobdeck: this is a bug, please report it: ${reason.split('\n')[0]}\n`)
    process.exit(crashStatus)
  }
  const onUncaught = (error: unknown) => (isTerminalGone(error) ? hangUp() : crash(error))
  for (const signal of signals) process.on(signal, leave)
  process.on('uncaughtException', onUncaught)
  stdin.on('end', hangUp)
  stdout.on('error', hangUp)
  return {
    crash,
    release() {
      for (const signal of signals) process.off(signal, leave)
      process.off('uncaughtException', onUncaught)
      stdin.off('end', hangUp)
    },
  }
}

/** Ink resets the terminal's modes in a later turn of the event loop, when the terminal may be gone. */
function isTerminalGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  return code === 'EIO' && (syscall === 'setRawMode' || syscall === 'write')
}

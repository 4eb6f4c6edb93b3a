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
  /** `ignored` leaves SIGHUP alone, as under nohup; a terminal that is gone still ends the deck. */
  readonly hangup: 'ends' | 'ignored'
  /** Closes the screen and restores the terminal; calling it again does nothing. */
  readonly close: () => void
}

/** Every signal that would end the process and that a process can outlive. */
const endings: readonly NodeJS.Signals[] = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGALRM',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGSYS',
  'SIGTRAP',
  'SIGUSR2',
  'SIGVTALRM',
  'SIGXCPU',
]

/** EX_SOFTWARE of sysexits.h. */
const crashStatus = 70

/** Watches the process until it is released. */
export function guardProcess({ stdin, stdout, hangup, close }: Guarded): ProcessGuard {
  const signals = endings.filter((signal) => signal in constants.signals && (signal !== 'SIGHUP' || hangup === 'ends'))
  const leave = (signal: NodeJS.Signals) => {
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
  process.on('exit', close)
  stdin.on('end', hangUp)
  stdout.on('error', hangUp)
  return {
    crash,
    release() {
      for (const signal of signals) process.off(signal, leave)
      process.off('uncaughtException', onUncaught)
      process.off('exit', close)
      stdin.off('end', hangUp)
    },
  }
}

/** The terminal may be gone before anyone says so. */
function isTerminalGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  return code === 'EIO' && (syscall === 'setRawMode' || syscall === 'write' || syscall === 'read')
}

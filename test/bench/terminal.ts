// A measured program in a pseudo-terminal: what it writes, when it shows something, and the processor time that it takes.
import { readdirSync, readFileSync } from 'node:fs'
import { type Driver, driverOf } from '../support/terminal/driver.ts'
import { startPty } from '../support/terminal/pty-terminal.ts'

export interface TerminalOptions {
  readonly columns: number
  readonly rows: number
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export interface TerminalProgram extends Driver {
  readonly pid: number
  /** Bytes written so far. */
  written(): number
  /** Milliseconds of processor time that the process has taken in all its threads. */
  cpuMs(): number
  /** The moment at which it is on the screen, on the clock of `performance.now()`; the screen is read at each write. */
  appears(wanted: string): Promise<number>
  /** Kills it and waits for its end. */
  end(): Promise<void>
}

/** Starts Node with these arguments in a pseudo-terminal. */
export function startInTerminal(args: readonly string[], options: TerminalOptions): TerminalProgram {
  const pty = startPty(process.execPath, args, options)
  const driver = driverOf(pty)
  return {
    ...driver,
    pid: pty.pid,
    written: () => Buffer.byteLength(pty.raw()),
    cpuMs: () => cpuMsOf(pty.pid),
    appears: (wanted) => driver.sees(wanted).then(() => performance.now()),
    end: async () => {
      pty.kill('SIGKILL')
      await pty.exit
    },
  }
}

/** Linux counts each thread's time on a processor in nanoseconds; `/proc/PID/stat` counts in steps of 10 ms. */
function cpuMsOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const spent = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  )
  return spent.reduce((sum, ns) => sum + ns, 0) / 1e6
}

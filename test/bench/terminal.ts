// A measured program in a pseudo-terminal: what it writes, and the processor time that it takes.
import { readdirSync, readFileSync } from 'node:fs'
import { spawn } from '@lydell/node-pty'
import { terminalScreen } from '../support/terminal-screen.ts'
import { waitFor } from '../support/wait-for.ts'

export interface TerminalOptions {
  readonly columns: number
  readonly rows: number
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export interface TerminalProgram {
  /** Bytes written so far. */
  written(): number
  /** Milliseconds of processor time that the process has taken in all its threads. */
  cpuMs(): number
  /** Waits until it is on the screen. */
  waitForText(wanted: string): Promise<void>
  /** Kills it and waits for its end. */
  end(): Promise<void>
}

/** Starts Node with these arguments in a pseudo-terminal. */
export function startInTerminal(args: readonly string[], options: TerminalOptions): TerminalProgram {
  const { columns, rows, cwd, env } = options
  const pty = spawn(process.execPath, [...args], { name: 'xterm-256color', cols: columns, rows, cwd, env })
  const screen = terminalScreen(columns, rows)
  let bytes = 0
  pty.onData((data) => {
    bytes += Buffer.byteLength(data)
    screen.write(data)
  })
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()))
  return {
    written: () => bytes,
    cpuMs: () => cpuMsOf(pty.pid),
    waitForText: async (wanted) => {
      await waitFor(() => screen.rows().join('\n').includes(wanted), { what: `"${wanted}" on the screen` })
    },
    end: () => {
      pty.kill('SIGKILL')
      return ended
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

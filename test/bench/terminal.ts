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
  /** The moment at which it is on the screen, on the clock of `performance.now()`, looked for at each write. */
  appears(wanted: string): Promise<number>
  /** Kills it and waits for its end. */
  end(): Promise<void>
}

const appearsWithinMs = 20_000

/** Starts Node with these arguments in a pseudo-terminal. */
export function startInTerminal(args: readonly string[], options: TerminalOptions): TerminalProgram {
  const { columns, rows, cwd, env } = options
  const pty = spawn(process.execPath, [...args], { name: 'xterm-256color', cols: columns, rows, cwd, env })
  const screen = terminalScreen(columns, rows)
  let bytes = 0
  const looks = new Set<() => void>()
  pty.onData(async (data) => {
    bytes += Buffer.byteLength(data)
    screen.write(data)
    if (looks.size === 0) return
    await screen.settled()
    for (const look of looks) look()
  })
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()))
  return {
    written: () => bytes,
    cpuMs: () => cpuMsOf(pty.pid),
    waitForText: async (wanted) => {
      await waitFor(() => screen.rows().join('\n').includes(wanted), { what: `"${wanted}" on the screen` })
    },
    appears: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!screen.rows().join('\n').includes(wanted)) return
          clearTimeout(limit)
          looks.delete(look)
          resolve(performance.now())
        }
        const late = () => reject(new Error(`"${wanted}" is not on the screen:\n${screen.rows().join('\n')}`))
        const limit = setTimeout(late, appearsWithinMs)
        looks.add(look)
      }),
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

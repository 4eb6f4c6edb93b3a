// Runs the built jobdeck in a real pseudo-terminal, on a screen that can be read.
import { constants } from 'node:os'
import { spawn } from '@lydell/node-pty'
import { afterAll } from 'vitest'
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from './jobdeck-home.ts'
import type { Exit } from './program.ts'
import type { JobdeckOptions } from './run-jobdeck.ts'
import { terminalScreen } from './terminal-screen.ts'
import { waitFor } from './wait-for.ts'

export interface PtyOptions extends JobdeckOptions {
  readonly columns?: number
  readonly rows?: number
  /** Another program than jobdeck, run with the same arguments and environment. */
  readonly program?: string
}

export interface PtyProgram {
  readonly pid: number
  screen(): readonly string[]
  /** Every character that the program has written, escape sequences included. */
  raw(): string
  write(keys: string): void
  resize(columns: number, rows: number): void
  kill(signal?: NodeJS.Signals): void
  /** Waits until the screen contains the text or matches, and returns its rows. */
  waitForText(wanted: string | RegExp, timeoutMs?: number): Promise<readonly string[]>
  /** Resolves when the program has ended and its last output is on the screen. */
  readonly exit: Promise<Exit>
}

const running = new Set<PtyProgram>()
afterAll(async () => {
  await Promise.all(
    [...running].map((program) => {
      program.kill('SIGKILL')
      return program.exit
    }),
  )
})

/** Starts `jobdeck …args` at 80×24 unless told otherwise; whatever still runs after the file's tests is killed. */
export function startInPty(args: readonly string[], options: PtyOptions = {}): PtyProgram {
  const { columns = 80, rows = 24, program } = options
  const home = options.home ?? temporaryFolder()
  const pty = spawn(program ?? process.execPath, program ? [...args] : [jobdeckBin, ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? home,
    env: jobdeckEnvironment(home, options.env),
  })
  const screen = terminalScreen(columns, rows)
  let raw = ''
  pty.onData((data) => {
    raw += data
    screen.write(data)
  })
  const exit = new Promise<Exit>((resolve) => {
    pty.onExit(async ({ exitCode, signal }) => {
      await screen.settled()
      resolve(signal ? { code: null, signal: signalName(signal) } : { code: exitCode, signal: null })
    })
  })
  const ptyProgram: PtyProgram = {
    pid: pty.pid,
    screen: screen.rows,
    raw: () => raw,
    write: (keys) => pty.write(keys),
    resize: (newColumns, newRows) => {
      screen.resize(newColumns, newRows)
      pty.resize(newColumns, newRows)
    },
    kill: (signal = 'SIGTERM') => pty.kill(signal),
    waitForText: (wanted, timeoutMs) => waitForText(screen.rows, wanted, timeoutMs),
    exit,
  }
  running.add(ptyProgram)
  exit.then(() => running.delete(ptyProgram))
  return ptyProgram
}

async function waitForText(
  screen: () => readonly string[],
  wanted: string | RegExp,
  timeoutMs: number | undefined,
): Promise<readonly string[]> {
  const holds = (text: string) => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))
  try {
    return await waitFor(() => holds(screen().join('\n')) && screen(), { timeoutMs, what: `${wanted} on the screen` })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\nThe screen:\n${screen().join('\n')}`)
  }
}

function signalName(number: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number)
  return found ? (found[0] as NodeJS.Signals) : null
}

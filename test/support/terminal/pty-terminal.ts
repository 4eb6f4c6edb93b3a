// A program in a real pseudo-terminal, on a screen that can be read.
import { constants } from 'node:os'
import { spawn } from '@lydell/node-pty'
import type headless from '@xterm/headless'
import type { Exit } from '../program.ts'
import type { Terminal } from './driver.ts'
import { startEmulator } from './emulator.ts'
import { bytesOf, pasteOf } from './keys.ts'

export interface PtySettings {
  readonly columns: number
  readonly rows: number
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** `raw` forgets what is older than about so many characters; everything is kept by default. */
  readonly rawChars?: number
}

/** The program beside its screen. */
export interface PtyProcess {
  readonly pid: number
  /** The terminal that it is in, for those who need more of it than text. */
  readonly terminal: headless.Terminal
  /** Every character that the program has written, escape sequences included; see `rawChars`. */
  raw(): string
  kill(signal?: NodeJS.Signals): void
  /** Resolves when the program has ended and its last output is on the screen. */
  readonly exit: Promise<Exit>
}

/** Starts a program; the caller ends it. */
export function startPty(
  program: string,
  args: readonly string[],
  { columns, rows, cwd, env, rawChars = Number.POSITIVE_INFINITY }: PtySettings,
): Terminal & PtyProcess {
  const pty = spawn(program, [...args], { name: 'xterm-256color', cols: columns, rows, cwd, env })
  const emulator = startEmulator(columns, rows)
  let raw = ''
  pty.onData((data) => {
    raw += data
    if (raw.length > 2 * rawChars) raw = raw.slice(-rawChars)
    emulator.write(data)
  })
  const exit = new Promise<Exit>((resolve) => {
    pty.onExit(async ({ exitCode, signal }) => {
      emulator.end()
      await emulator.settled()
      resolve(signal ? { code: null, signal: signalName(signal) } : { code: exitCode, signal: null })
    })
  })
  return {
    delivery: 'sent',
    press: async (keys) => pty.write(keys.map(bytesOf).join('')),
    type: async (text) => pty.write(text),
    paste: async (text) => pty.write(pasteOf(text)),
    resize: async (newColumns, newRows) => {
      emulator.resize(newColumns, newRows)
      pty.resize(newColumns, newRows)
    },
    frames: emulator.frames,
    pid: pty.pid,
    terminal: emulator.terminal,
    raw: () => raw,
    kill: (signal = 'SIGTERM') => pty.kill(signal),
    exit,
  }
}

function signalName(number: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number)
  return found ? (found[0] as NodeJS.Signals) : null
}

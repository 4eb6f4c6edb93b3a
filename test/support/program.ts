// Runs a program without a terminal and reads its output line by line.
import { spawn } from 'node:child_process'
import { afterAll } from 'vitest'
import { waitFor } from './wait-for.ts'

export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Program {
  readonly pid: number
  stdout(): string
  stderr(): string
  /** The first whole line of stdout that contains the text or matches; waits for it. */
  waitForLine(wanted: string | RegExp, timeoutMs?: number): Promise<string>
  /** The same for stderr. */
  waitForErrorLine(wanted: string | RegExp, timeoutMs?: number): Promise<string>
  write(text: string): void
  closeStdin(): void
  kill(signal?: NodeJS.Signals): void
  /** Resolves when the program has ended and all of its output has been read. */
  readonly exit: Promise<Exit>
}

const running = new Set<Program>()
afterAll(async () => {
  await Promise.all(
    [...running].map((program) => {
      program.kill('SIGKILL')
      return program.exit
    }),
  )
})

/** Starts a program; if it still runs after the file's tests, it is killed. */
export function startProgram(
  file: string,
  args: readonly string[],
  { env, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Program {
  const child = spawn(file, args, { env: env ?? process.env, cwd, stdio: 'pipe' })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // A program may end without reading its input.
  child.stdin.on('error', () => {})
  const exit = new Promise<Exit>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  const program: Program = {
    pid: child.pid ?? -1,
    stdout: () => stdout,
    stderr: () => stderr,
    waitForLine: (wanted, timeoutMs) => waitForLineIn(() => stdout, wanted, timeoutMs, program),
    waitForErrorLine: (wanted, timeoutMs) => waitForLineIn(() => stderr, wanted, timeoutMs, program),
    write: (text) => child.stdin.write(text),
    closeStdin: () => child.stdin.end(),
    kill: (signal = 'SIGTERM') => child.kill(signal),
    exit,
  }
  running.add(program)
  exit.then(
    () => running.delete(program),
    () => running.delete(program),
  )
  return program
}

export interface Ran {
  /** Null when a signal ended it. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Gives a program its whole input and waits for its end. */
export async function ended(program: Program, stdin = ''): Promise<Ran> {
  program.write(stdin)
  program.closeStdin()
  const { code } = await program.exit
  return { status: code, stdout: program.stdout(), stderr: program.stderr() }
}

async function waitForLineIn(
  output: () => string,
  wanted: string | RegExp,
  timeoutMs: number | undefined,
  program: Program,
): Promise<string> {
  const find = () =>
    output()
      .split('\n')
      .slice(0, -1)
      .find((line) => (typeof wanted === 'string' ? line.includes(wanted) : wanted.test(line)))
  try {
    return await waitFor(find, { timeoutMs, what: `the line ${wanted}` })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(`${message}\nstdout:\n${program.stdout()}\nstderr:\n${program.stderr()}`)
  }
}

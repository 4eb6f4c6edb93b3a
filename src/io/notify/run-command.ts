// Runs the user's own command for an alert: without a shell, for a bounded time, with nothing of it on the screen.
import { spawn } from 'node:child_process'
import type { Clock } from '../clock/clock.ts'

/** Longer than any notifier needs. */
const maxMs = 10_000

export interface CommandRun {
  /** The program and its arguments. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/** Resolves to why the command failed, such as `it exited with status 1`; null when it did not. Never rejects. */
export function runCommand({ command: [program = '', ...args], env, clock }: CommandRun): Promise<string | null> {
  return new Promise((resolve) => {
    let isLate = false
    const child = spawn(program, args, { env: { ...env }, stdio: 'ignore', detached: true })
    const cancel = clock.after(maxMs, () => {
      isLate = true
      kill(child.pid)
    })
    const settle = (failure: string | null) => {
      cancel()
      resolve(failure)
    }
    child.once('error', (error) => settle(error.message))
    child.once('exit', (code, signal) => {
      if (isLate) settle(`it took longer than ${maxMs / 1000} s`)
      else if (signal) settle(`it was killed by ${signal}`)
      else settle(code === 0 ? null : `it exited with status ${code}`)
    })
    // A notifier that hangs must not keep jobdeck from ending.
    child.unref()
  })
}

/** With everything that it has started. */
function kill(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

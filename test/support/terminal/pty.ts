// The built jobdeck, or another program, in a pseudo-terminal that a test drives.
import { afterAll } from 'vitest'
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from '../jobdeck-home.ts'
import type { JobdeckOptions } from '../run-jobdeck.ts'
import { type Driver, driverOf } from './driver.ts'
import { type PtyProcess, startPty } from './pty-terminal.ts'

export interface PtyOptions extends JobdeckOptions {
  readonly columns?: number
  readonly rows?: number
  /** Another program than jobdeck, run with the same arguments and environment. */
  readonly program?: string
}

export type PtyProgram = Driver & PtyProcess

const running = new Set<PtyProcess>()
afterAll(async () => {
  for (const each of running) each.kill('SIGKILL')
  await Promise.all([...running].map(({ exit }) => exit))
})

/** Starts `jobdeck …args`, at 80×24 by default; whatever still runs after the file's tests is killed. */
export function startInPty(args: readonly string[], options: PtyOptions = {}): PtyProgram {
  const { columns = 80, rows = 24, home = temporaryFolder(), cwd = home } = options
  const [program, allArgs] = options.program ? [options.program, args] : [process.execPath, [jobdeckBin, ...args]]
  const terminal = startPty(program, allArgs, { columns, rows, cwd, env: jobdeckEnvironment(home, options.env) })
  running.add(terminal)
  terminal.exit.then(() => running.delete(terminal))
  const { pid, raw, kill, exit } = terminal
  return { ...driverOf(terminal), pid, terminal: terminal.terminal, raw, kill, exit }
}

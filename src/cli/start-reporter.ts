// Starts the process that reports for agents, unless one is alive: without a terminal, in a separate session. A hook asks a file's
// time, not a lock: it has no time for more.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { reporterBeatPath } from '../io/agents/hook-files.ts'
import type { Clock } from '../io/clock/clock.ts'
import type { Environment } from '../io/profiles/settings-from-env.ts'

export interface ReporterStart {
  readonly stateDir: string
  readonly clock: Clock
  readonly env: Environment
  readonly cwd: string
  /** The program to start it from. */
  readonly script: string
}

/** A process that has not moved the file's time for so long has ended, or hangs. */
const deadAfterMs = 3_000

/** Resolves as soon as it has been started. Rejects with the system's error when it cannot be. */
export async function startReporter({ stateDir, clock, env, cwd, script }: ReporterStart): Promise<void> {
  const beat = statSync(reporterBeatPath(stateDir), { throwIfNoEntry: false })
  if (beat && Math.abs(clock.wallMs() - beat.mtimeMs) < deadAfterMs) return
  const args = ['--', script, 'hook', '--report']
  const child = spawn(process.execPath, args, { detached: true, stdio: 'ignore', env: { ...env }, cwd })
  await once(child, 'spawn')
  child.unref()
}

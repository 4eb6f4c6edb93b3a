// Starts the process that reports for agents, unless one is alive. A hook asks a file's time, not a lock: it has no time for more.
import { statSync } from 'node:fs'
import { reporterBeatPath } from '../io/agents/hook-files.ts'
import type { Clock } from '../io/clock/clock.ts'
import { type DetachedStart, startDetached } from './start-detached.ts'

export interface ReporterStart extends DetachedStart {
  readonly stateDir: string
  readonly clock: Clock
}

/** A process that has not moved the file's time for so long has ended, or hangs. */
const deadAfterMs = 3_000

/** Resolves as soon as it has been started. Rejects with the system's error when it cannot be. */
export async function startReporter({ stateDir, clock, ...program }: ReporterStart): Promise<void> {
  const beat = statSync(reporterBeatPath(stateDir), { throwIfNoEntry: false })
  if (beat && Math.abs(clock.wallMs() - beat.mtimeMs) < deadAfterMs) return
  await startDetached(['hook', '--report'], program)
}

// What the wrapper of an agent needs to know, as a file for this user only, because a prompt in its arguments could be read by everyone.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Launch } from '../../domain/agents/launch.ts'
import { type JobId, parseJobId } from '../../domain/protocol/job-id.ts'
import { readPrivate, writePrivate } from '../../io/agents/private-file.ts'

export interface LaunchFile {
  readonly jobId: JobId
  readonly registryDir: string
  readonly stateDir: string
  readonly agent: string
  readonly program: string
  readonly args: readonly string[]
  /** What its environment has beside that of its terminal. No secret. */
  readonly env: Readonly<Record<string, string>>
  readonly reporting: Launch['reporting']
  /** Files of this run, to be removed after it. */
  readonly leftovers: readonly string[]
}

/** Where a file of a run is. */
export function runFilePath(stateDir: string, run: string, kind: 'launch' | 'settings'): string {
  return join(stateDir, 'runs', `${run}.${kind}.json`)
}

/** Throws the system's error. */
export function writeLaunch(path: string, launch: LaunchFile): void {
  writePrivate(path, JSON.stringify(launch))
}

/** Reads and removes it; null when it is none of ours. */
export function takeLaunch(path: string): LaunchFile | null {
  try {
    const launch = JSON.parse(readPrivate(path) ?? 'null') as LaunchFile | null
    rmSync(path, { force: true })
    const isWhole = launch !== null && parseJobId(launch.jobId) !== null && Array.isArray(launch.args)
    return isWhole && typeof launch.program === 'string' ? launch : null
  } catch {
    return null
  }
}

// Starts another process of this program that outlives it: without a terminal, in a separate session, and in the same environment
// and directory.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Environment } from '../io/profiles/settings-from-env.ts'

export interface DetachedStart {
  readonly env: Environment
  readonly cwd: string
  /** The program. */
  readonly script: string
}

/** Resolves as soon as it has been started. Rejects with the system's error when it cannot be. */
export async function startDetached(args: readonly string[], { env, cwd, script }: DetachedStart): Promise<void> {
  const options = { detached: true, stdio: 'ignore', env: { ...env }, cwd } as const
  const child = spawn(process.execPath, ['--', script, ...args], options)
  await once(child, 'spawn')
  child.unref()
}

// Ends the sender processes that a test's jobdeck has left behind: they would go on for a day.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { reporterLockPath } from '../../src/io/agents/hook-files.ts'
import { lookAtHolder } from '../../src/io/lock/held-lock.ts'

/** Kills the process that sends for each broker of the state directory, if there is one; resolves to how many there were. */
export async function endSenders(stateDir: string): Promise<number> {
  const folder = join(stateDir, 'outbox')
  if (!statSync(folder, { throwIfNoEntry: false })) return 0
  let ended = 0
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.process')))
    if (await endHolder(join(folder, name))) ended += 1
  return ended
}

/** Kills the process that reports for the agents of the state directory, if there is one. */
export async function endReporter(stateDir: string): Promise<void> {
  await endHolder(reporterLockPath(stateDir))
}

async function endHolder(lockPath: string): Promise<boolean> {
  const { holder } = await lookAtHolder(lockPath)
  const pid = Number(/process (\d+)/.exec(holder ?? '')?.[1] ?? 0)
  if (pid === 0 || pid === process.pid) return false
  process.kill(pid, 'SIGKILL')
  return true
}

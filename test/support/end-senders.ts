// Ends the sender processes that a test's jobdeck has left behind: they would go on for a day.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { lookAtHolder } from '../../src/io/lock/held-lock.ts'

/** Kills the process that sends for each broker of the state directory, if there is one; resolves to how many there were. */
export async function endSenders(stateDir: string): Promise<number> {
  const folder = join(stateDir, 'outbox')
  if (!statSync(folder, { throwIfNoEntry: false })) return 0
  let ended = 0
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.process'))) {
    const pid = Number(/process (\d+)/.exec((await lookAtHolder(join(folder, name))).holder ?? '')?.[1] ?? 0)
    if (pid === 0 || pid === process.pid) continue
    process.kill(pid, 'SIGKILL')
    ended += 1
  }
  return ended
}

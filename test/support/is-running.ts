// Whether a process on this machine is still running.
import { readFileSync } from 'node:fs'

/** False for one that has ended, even where nobody reaps orphans, as in a container. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

// Whether a process of the machine still runs.
import { readFileSync } from 'node:fs'

/** False for one that has ended, also where nobody collects ended orphans, as in a container. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

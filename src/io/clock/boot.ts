// Which boot of the machine this is, and where a Clock's times lie in it: a moment that was stored by another process can
// then be placed exactly, however the wall clock was set in between.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Clock } from './clock.ts'

export interface Boot {
  /** The same for every process until the machine starts anew. */
  readonly id: string
  /** What to add to a Clock's monotonic time to get the milliseconds since the boot. */
  readonly offsetMs: number
}

/** Enough of a UUID to tell the boots of one machine apart. */
const idLength = 8

/** The boot that this process runs in. A machine that does not identify its boots gets a random id, which equals no other. */
export function currentBoot(clock: Clock): Boot {
  const id = bootId().slice(0, idLength).toLowerCase()
  // The two clocks are read one right after the other.
  const offsetMs = Number(process.hrtime.bigint()) / 1e6 - clock.monotonicMs()
  return { id, offsetMs }
}

function bootId(): string {
  try {
    if (process.platform === 'darwin')
      return execFileSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' })
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
  } catch {
    return randomUUID()
  }
}

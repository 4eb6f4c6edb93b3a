// Keeps the heap of a deck small: it runs for days beside the work of others, and what it allocates is short-lived. By default V8
// lets garbage pile up to several times of what is alive.
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import type { Cancel, Clock } from '../io/clock/clock.ts'

/** From here on, with thousands of jobs, memory is scarcer than time. */
const largeBytes = 80 * 2 ** 20
const checkEveryMs = 2_000

/** How much garbage may be there beside what is alive, and whether V8 gives back memory that it may need again. */
const flagsOfSmall = ['--heap-growing-percent=40', '--no-optimize-for-size']
const flagsOfLarge = ['--heap-growing-percent=12', '--optimize-for-size']

/** Call before the deck starts. */
export function keepHeapSmall(clock: Clock): Cancel {
  // The young generation keeps its first size.
  setFlagsFromString('--semi-space-growth-factor=1')
  let flags: readonly string[] = []
  const adjust = () => {
    const wanted = getHeapStatistics().used_heap_size > largeBytes ? flagsOfLarge : flagsOfSmall
    if (wanted !== flags) for (const flag of wanted) setFlagsFromString(flag)
    flags = wanted
  }
  adjust()
  return clock.every(checkEveryMs, adjust)
}

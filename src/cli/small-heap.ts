// Keeps the heap of a deck small: it runs for days beside the work of others, and what it allocates is short-lived. By default V8
// lets garbage pile up to several times of what is alive.
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import type { Cancel, Clock } from '../io/clock/clock.ts'

/** With thousands of jobs memory is scarcer than time: garbage may then be a smaller share of what is alive. */
const largeBytes = 110 * 2 ** 20
const percentOfSmall = 50
const percentOfLarge = 15
const checkEveryMs = 2_000

/** Call before the deck starts. */
export function keepHeapSmall(clock: Clock): Cancel {
  // The young generation keeps its first size.
  setFlagsFromString('--semi-space-growth-factor=1')
  let percent = 0
  const adjust = () => {
    const wanted = getHeapStatistics().used_heap_size > largeBytes ? percentOfLarge : percentOfSmall
    if (wanted !== percent) setFlagsFromString(`--heap-growing-percent=${wanted}`)
    percent = wanted
  }
  adjust()
  return clock.every(checkEveryMs, adjust)
}

// The clock of the machine.
import { performance } from 'node:perf_hooks'
import type { Clock } from './clock.ts'

/** A timer holds no more than this; a longer wait fires at once in Node, so it is cut into pieces. */
const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  monotonicMs: () => performance.timeOrigin + performance.now(),
  wallMs: () => Date.now(),
  after: (ms, run) => {
    let timer: NodeJS.Timeout
    const wait = (leftMs: number) => {
      const pieceMs = Math.min(leftMs, longestTimerMs)
      timer = setTimeout(() => (leftMs > pieceMs ? wait(leftMs - pieceMs) : run()), pieceMs)
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms)
    return () => clearInterval(timer)
  },
  soon: (run) => {
    const immediate = setImmediate(run)
    return () => clearImmediate(immediate)
  },
}

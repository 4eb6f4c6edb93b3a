// The clock of the machine.
import { performance } from 'node:perf_hooks'
import type { Clock } from './clock.ts'

/** The longest delay of a timer; in Node a longer one fires at once, so it is split. */
const longestTimerMs = 2 ** 31 - 1

const originMs = performance.timeOrigin

export const systemClock: Clock = {
  monotonicMs: () => originMs + performance.now(),
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

// The one timeline that every deadline is measured on (PROTOCOL.md §3). Never jumps when the system's clock is set.
import { performance } from 'node:perf_hooks'

/** Milliseconds on the monotonic clock, counted so that at start-up it equals the wall clock's epoch time. */
export function monotonicNow(): number {
  return performance.timeOrigin + performance.now()
}

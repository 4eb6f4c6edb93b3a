// A wait on the clock that ends early when the demo ends.
import type { Clock } from '../io/clock/clock.ts'

/** Resolves after at least `ms` milliseconds; rejects with an AbortError as soon as `signal` aborts. */
export function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      stopTimer()
      reject(signal.reason)
    }
    const stopTimer = clock.after(ms, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

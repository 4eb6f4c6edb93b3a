// Time as a port: the only access to a clock or a timer is this interface and its two implementations, so that a replay
// can run on simulated time and a test never sleeps.

/** Stops a timer; does nothing once it has fired. */
export type Cancel = () => void

export interface Clock {
  /**
   * Milliseconds on the one timeline that every deadline is measured on (PROTOCOL.md §3), counted so that they equal the
   * wall clock's epoch time at start-up. Never jumps when the system's clock is set.
   */
  monotonicMs(): number
  /** Epoch milliseconds of the wall clock: for showing and storing, never for a decision. */
  wallMs(): number
  /** Runs once after at least `ms` milliseconds. */
  after(ms: number, run: () => void): Cancel
  /** Runs every `ms` milliseconds. */
  every(ms: number, run: () => void): Cancel
  /** Runs after the events that are already waiting (`setImmediate`). */
  soon(run: () => void): Cancel
}

/** What to add to a monotonic time to get the wall clock's epoch milliseconds, as the wall clock is set now. */
export function wallOffsetMs(clock: Clock): number {
  return clock.wallMs() - clock.monotonicMs()
}

/** Resolves after at least `ms` milliseconds. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve)
  })
}

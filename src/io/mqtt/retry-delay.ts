// Retries back off so that a failing broker is not hammered, with jitter so that many monitors do not return at once.

const maxDelayMs = 30_000

/**
 * Milliseconds to wait after the `attempt`-th failure in a row (the first is 1): from 1–2 s, doubled each time, to
 * 15–30 s. `random` returns a number in [0, 1).
 */
export function retryDelayMs(attempt: number, random: () => number): number {
  const ceilingMs = Math.min(maxDelayMs, 2_000 * 2 ** Math.min(attempt - 1, 10))
  return Math.round(ceilingMs / 2 + (random() * ceilingMs) / 2)
}

/** Milliseconds to wait before retrying after a fault that only a person or a clock can fix: 30–60 s. `random` as above. */
export function slowRetryDelayMs(random: () => number): number {
  return Math.round(maxDelayMs + random() * maxDelayMs)
}

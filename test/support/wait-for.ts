// Tests wait for a condition, never for a guessed time.
import { setTimeout as delay } from 'node:timers/promises'

/** How long a test may take, and how long it may wait for anything: on the slowest machine too, they only end what hangs. */
export const testLimitMs = 300_000
export const patienceMs = 120_000

/** Polls `check` until it returns something truthy (a throwing check counts as "not yet") and returns that; fails after `timeoutMs`. */
export async function waitFor<T>(
  check: () => T | Promise<T>,
  { timeoutMs = patienceMs, what = 'the condition' }: { timeoutMs?: number; what?: string } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + timeoutMs
  let last: unknown
  for (;;) {
    try {
      const value = await check()
      if (value) return value as NonNullable<Exclude<T, false>>
      last = value
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${String(last)}`, { cause: last })
    }
    await delay(15)
  }
}

// A job id is a file name and a topic level, so it is checked once, here, and carried as its own type.
import type { SafeText } from '../text/safe-text.ts'

declare const brand: unique symbol

/** An id that matches `[A-Za-z0-9_-]{1,64}` (PROTOCOL.md §5): safe as a file name, as a topic level and on a terminal. */
export type JobId = SafeText & { readonly [brand]: 'JobId' }

const pattern = /^[A-Za-z0-9_-]{1,64}$/

/** The text as a job id, or null when it is not one. */
export function parseJobId(text: unknown): JobId | null {
  return typeof text === 'string' && pattern.test(text) ? (text as JobId) : null
}

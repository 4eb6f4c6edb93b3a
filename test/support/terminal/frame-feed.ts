// Lets a driver wait for screens without polling: it gets the screen as it is now, and another one after each change.
import type { Screen } from './screen.ts'

export interface FrameFeed {
  /** Something may have changed what the screen shows. */
  changed(): void
  /** Nothing will change any more: waiting ends with the next screen. */
  end(): void
  frames(limit: AbortSignal): AsyncIterable<Screen>
}

/** Feeds the screens that `read` finds. */
export function frameFeed(read: () => Promise<Screen>): FrameFeed {
  let hasEnded = false
  let change = Promise.withResolvers<void>()
  const changed = () => {
    change.resolve()
    change = Promise.withResolvers()
  }
  return {
    changed,
    end: () => {
      hasEnded = true
      changed()
    },
    frames: async function* (limit) {
      const aborted = new Promise<void>((resolve) => limit.addEventListener('abort', () => resolve(), { once: true }))
      do {
        const next = change.promise
        const isLast = hasEnded
        yield await read()
        if (isLast) return
        await Promise.race([next, aborted])
      } while (!limit.aborted)
    },
  }
}

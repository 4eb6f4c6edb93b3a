// What a measured subscriber tells the process that sends: that it listens, and what the events have cost it.
import { setTimeout as delay } from 'node:timers/promises'

export type Report =
  | { readonly kind: 'ready' }
  /** Every event is there. */
  | { readonly kind: 'arrived'; readonly cpuMs: number }
  /** The same after a pause and a garbage collection. */
  | { readonly kind: 'settled'; readonly rssBytes: number; readonly heapBytes: number }

const pauseMs = 300

function tell(report: Report): void {
  process.send?.(report)
}

/** The subscriber listens; call the result when the last event has arrived. */
export function beginMeasuring(): () => Promise<void> {
  const begin = process.cpuUsage()
  tell({ kind: 'ready' })
  return async () => {
    const { user, system } = process.cpuUsage(begin)
    tell({ kind: 'arrived', cpuMs: (user + system) / 1000 })
    await delay(pauseMs)
    globalThis.gc?.()
    await delay(pauseMs)
    const { rss, heapUsed } = process.memoryUsage()
    tell({ kind: 'settled', rssBytes: rss, heapBytes: heapUsed })
  }
}

// What a measured subscriber reports to the sending process: that it listens, and what the events have cost.
import { setTimeout as delay } from 'node:timers/promises'

export type Report =
  | { readonly kind: 'ready' }
  /** Every event is there. */
  | { readonly kind: 'arrived'; readonly cpuMs: number }
  /** The same after a pause and a garbage collection. */
  | { readonly kind: 'settled'; readonly rssBytes: number; readonly heapBytes: number }

const pauseMs = 300

function send(report: Report): void {
  process.send?.(report)
}

/** The subscriber listens; call the result when the last event has arrived. */
export function beginMeasuring(): () => Promise<void> {
  const begin = process.cpuUsage()
  send({ kind: 'ready' })
  return async () => {
    const { user, system } = process.cpuUsage(begin)
    send({ kind: 'arrived', cpuMs: (user + system) / 1000 })
    await delay(pauseMs)
    globalThis.gc?.()
    await delay(pauseMs)
    const { rss, heapUsed } = process.memoryUsage()
    send({ kind: 'settled', rssBytes: rss, heapBytes: heapUsed })
  }
}

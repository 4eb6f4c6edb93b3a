// A steady load of numbered events on one broker, so that a listener can see which ones are missing.
import { setTimeout as delay } from 'node:timers/promises'
import { connectAsync, type IClientOptions } from 'mqtt'

const pauseMs = 5
const jobs = 12

export interface EventLoad {
  /** How many events the broker has acknowledged. */
  sent(): number
  stop(): Promise<void>
}

/** Publishes until it is stopped; `data.n` counts the events. */
export async function eventLoad(url: string, prefix: string, options: IClientOptions = {}): Promise<EventLoad> {
  const client = await connectAsync(url, { ...options, protocolVersion: 5, reconnectPeriod: 0 })
  let n = 0
  let isOn = true
  const publishing = publish()

  async function publish(): Promise<void> {
    while (isOn) {
      const job = `${prefix}${String(n % jobs).padStart(4, '0')}`
      const event = {
        schema_version: 1,
        seq: Math.floor(n / jobs) + 1,
        job_id: job,
        event: 'progress',
        timestamp: '2026-06-19T09:30:00Z',
        detail: `number ${n + 1}`,
        data: { n: n + 1 },
      }
      await client.publishAsync(`python/mqtt/jobs/${job}/events`, JSON.stringify(event), { qos: 1 })
      n += 1
      await delay(pauseMs)
    }
    await client.endAsync()
  }

  return {
    sent: () => n,
    stop: async () => {
      isOn = false
      await publishing
    },
  }
}

/** The runs of consecutive numbers among those of some events, each as [first, last]. */
export function runsOf(numbers: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = []
  for (const n of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && last[1] === n - 1) last[1] = n
    else runs.push([n, n])
  }
  return runs
}

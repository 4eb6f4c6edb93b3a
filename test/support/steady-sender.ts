// A publisher that sends each event until the broker has acknowledged it, through restarts of the broker.
import { setTimeout as delay } from 'node:timers/promises'
import { connect } from 'mqtt'
import { onTestFinished } from 'vitest'

export interface SteadySender {
  /** Sends the events `from` to `to`, each its number as text, at about `perSec`; resolves when all are acknowledged. */
  send(from: number, to: number, perSec: number): Promise<void>
}

const senderTopic = 't/events'

/** A sender to the broker on that loopback port, until the test ends. */
export function ownSteadySender(port: number): SteadySender {
  const client = connect(`mqtt://127.0.0.1:${port}`, { clientId: 'steady-sender', clean: false, reconnectPeriod: 50 })
  client.on('error', () => {})
  onTestFinished(() => client.endAsync(true))
  return {
    send: async (from, to, perSec) => {
      const acknowledged: Promise<unknown>[] = []
      for (let n = from; n <= to; n++) {
        acknowledged.push(client.publishAsync(senderTopic, String(n), { qos: 1 }))
        await delay(1_000 / perSec)
      }
      await Promise.all(acknowledged)
    },
  }
}

// A worker's side of a test: publishes events over its own connection and waits until the broker has taken them.
import { onTestFinished } from 'vitest'
import { type EventType, isTerminal } from '../../../src/domain/protocol/event.ts'
import { openConnection } from '../../../src/io/mqtt/connection.ts'
import type { BrokerSettings } from '../../../src/io/mqtt/settings.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { payloadOf } from './messages.ts'

export interface EventPublisher {
  /** Publishes an event as the protocol wants it: terminal ones retained. */
  event(jobId: string, seq: number, event: EventType, fields?: Readonly<Record<string, unknown>>): Promise<void>
  /** Publishes anything. */
  raw(topic: string, payload: string | Uint8Array, options?: { readonly retain?: boolean }): Promise<void>
}

/** Connects to a broker on loopback; disconnects when the test ends. */
export async function publisherTo(port: number, login: Partial<BrokerSettings> = {}): Promise<EventPublisher> {
  const up = Promise.withResolvers<void>()
  const connection = openConnection({
    settings: { ...plainSettings(port), ...login },
    filters: [],
    onMessage: () => {},
    onState: (state) => {
      if (state.phase === 'connected') up.resolve()
      if (state.phase === 'stopped') up.reject(state.error)
    },
  })
  onTestFinished(() => connection.close())
  await up.promise
  const raw: EventPublisher['raw'] = async (topic, payload, { retain = false } = {}) => {
    const result = await connection.publish(topic, payload, { retain, timeoutMs: 60_000 })
    if (result.kind !== 'acked') throw new Error(`the publish to ${topic} ended in ${JSON.stringify(result)}`)
  }
  return {
    raw,
    event: (jobId, seq, event, fields) =>
      raw(`python/mqtt/jobs/${jobId}/events`, payloadOf(jobId, seq, event, fields), { retain: isTerminal(event) }),
  }
}

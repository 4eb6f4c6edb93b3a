// One connection of a check: it connects or reports why it cannot, and remembers every message on one topic.

import { JobdeckError } from '../../domain/failure.ts'
import type { Message } from '../../domain/protocol/message.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { openConnection } from '../../io/mqtt/connection.ts'
import type { MqttVersion } from '../../io/mqtt/mqtt-version.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'

export interface Probe {
  readonly mqttVersion: MqttVersion
  publish(payload: string, options: { readonly retain: boolean }): Promise<PublishResult>
  /** The first message that matches, which may have arrived before; null when none arrives in time. */
  hear(matches: (message: Message) => boolean, timeoutMs: number): Promise<Message | null>
  close(): Promise<void>
}

export interface ProbeOptions {
  readonly settings: BrokerSettings
  /** The one topic to publish on and to listen to. */
  readonly topic: string
  /** What to subscribe to; null for nothing. */
  readonly filter: string | null
  readonly clock: Clock
  readonly onWarning: (warning: string) => void
  /** Ends the wait for the connection; one that is up stays. */
  readonly stop?: AbortSignal
}

const publishTimeoutMs = 10_000

/** Connects and subscribes; throws the explained JobdeckError at the first failure. */
export async function openProbe(options: ProbeOptions): Promise<Probe> {
  const { settings, topic, filter, clock, onWarning, stop } = options
  const heard: Message[] = []
  const listeners = new Set<() => void>()
  const up = Promise.withResolvers<MqttVersion>()
  const giveUp = () => up.reject(new JobdeckError('unreachable', 'not run: interrupted'))
  stop?.addEventListener('abort', giveUp)
  const connection = openConnection({
    settings,
    clock,
    filters: filter === null ? [] : [filter],
    onMessage: (message) => {
      if (message.topic !== topic) return
      heard.push(message)
      for (const listener of listeners) listener()
    },
    onState: (state) => {
      if (state.phase === 'connected') up.resolve(state.mqttVersion)
      if (state.phase === 'waiting' || state.phase === 'stopped') up.reject(state.error)
    },
    onWarning,
  })
  const mqttVersion = await up.promise
    .catch(async (error: unknown) => {
      await connection.close()
      throw error
    })
    .finally(() => stop?.removeEventListener('abort', giveUp))

  return {
    mqttVersion,
    publish: (payload, { retain }) => connection.publish(topic, payload, { retain, timeoutMs: publishTimeoutMs }),
    hear: (matches, timeoutMs) =>
      new Promise((resolve) => {
        const done = (found: Message | null) => {
          stopTimer()
          listeners.delete(look)
          resolve(found)
        }
        const look = () => {
          const found = heard.find(matches)
          if (found) done(found)
        }
        const stopTimer = clock.after(timeoutMs, () => done(null))
        listeners.add(look)
        look()
      }),
    close: () => connection.close(),
  }
}

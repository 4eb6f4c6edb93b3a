// One connection of `jobdeck verify`: either it comes up or it says why, and it remembers what it heard on one topic.

import { JobdeckError } from '../../domain/failure.ts'
import type { Message } from '../../domain/protocol/message.ts'
import { openConnection } from '../../io/mqtt/connection.ts'
import type { MqttVersion } from '../../io/mqtt/mqtt-version.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import type { BrokerSettings } from '../../io/mqtt/settings.ts'

export interface Probe {
  readonly mqttVersion: MqttVersion
  publish(payload: string, options: { readonly retain: boolean }): Promise<PublishResult>
  /** The first message that fits, which may have come before; null when none comes in time. */
  hear(fits: (message: Message) => boolean, timeoutMs: number): Promise<Message | null>
  close(): Promise<void>
}

export interface ProbeOptions {
  readonly settings: BrokerSettings
  /** The one topic that is published on and listened to. */
  readonly topic: string
  /** Null listens to nothing. */
  readonly filter: string | null
  readonly onWarning: (warning: string) => void
  /** Ends the wait for the connection; one that is up stays. */
  readonly stop?: AbortSignal
}

const publishTimeoutMs = 10_000

/** Connects and subscribes; throws the explained JobdeckError at the first failure. */
export async function openProbe({ settings, topic, filter, onWarning, stop }: ProbeOptions): Promise<Probe> {
  const heard: Message[] = []
  const listeners = new Set<() => void>()
  const up = Promise.withResolvers<MqttVersion>()
  const giveUp = () => up.reject(new JobdeckError('unreachable', 'not run: interrupted'))
  stop?.addEventListener('abort', giveUp)
  const connection = openConnection({
    settings,
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
    hear: (fits, timeoutMs) =>
      new Promise((resolve) => {
        const done = (found: Message | null) => {
          clearTimeout(timer)
          listeners.delete(look)
          resolve(found)
        }
        const look = () => {
          const found = heard.find(fits)
          if (found) done(found)
        }
        const timer = setTimeout(() => done(null), timeoutMs)
        listeners.add(look)
        look()
      }),
    close: () => connection.close(),
  }
}

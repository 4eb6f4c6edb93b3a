// Publishing over a separate connection, which hears nothing: for the outbox, a record's own credentials, and checks.
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import type { ConnectFailure } from './connect-failure.ts'
import { cleanSession } from './connection-session.ts'
import { explainFailure } from './explain-failure.ts'
import type { Link } from './link.ts'
import type { PublishOptions } from './link-publishes.ts'
import { openNegotiatedLink } from './negotiated-link.ts'
import type { PublishResult } from './publish-result.ts'
import type { BrokerSettings } from './settings.ts'
import { readTlsFiles } from './tls-files.ts'

export interface PublishRequest {
  readonly topic: string
  readonly payload: string | Uint8Array
  readonly retain: boolean
  /** Limit for everything together, including the connection. */
  readonly timeoutMs: number
  /** Something unwise that does not stop the publish, such as a world-readable key. */
  readonly onWarning?: (warning: string) => void
  readonly clock?: Clock
}

export interface PublisherOptions {
  /** Limit for the connection alone. */
  readonly timeoutMs: number
  readonly onWarning?: (warning: string) => void
  readonly clock: Clock
}

/** A connection that only publishes. */
export interface Publisher {
  /** Publishes at QoS 1; resolves with the result, with `offline` once the connection has ended. Never rejects. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<PublishResult>
  isUp(): boolean
  close(): Promise<void>
}

const maxConnectMs = 10_000

/** Connects (MQTT 5, then 3.1.1) with a clean session. Throws the explained JobdeckError when it cannot. */
export async function openPublisher(settings: BrokerSettings, options: PublisherOptions): Promise<Publisher> {
  const { clock, timeoutMs } = options
  const tlsFiles = readTlsFiles(settings)
  for (const warning of tlsFiles.warnings) options.onWarning?.(warning)
  const up = Promise.withResolvers<Link>()
  let isUp = false
  const link = openNegotiatedLink({
    settings,
    tlsFiles,
    sessionFor: () => cleanSession(settings),
    acknowledgement: 'on-receipt',
    deliveryNumbers: { last: 0 },
    filters: [],
    // Half of it, so that a broker that stays silent on MQTT 5 leaves time for 3.1.1.
    timeoutMs: Math.min(maxConnectMs, timeoutMs / 2),
    clock,
    onUp: (opened) => {
      isUp = true
      up.resolve(opened)
    },
    onMessage: () => {},
    onFailure: (failure: ConnectFailure) => {
      isUp = false
      up.reject(explainFailure(failure, settings).error)
    },
  })
  const close = async () => {
    isUp = false
    await link.end('keep')
  }
  try {
    const { publish } = await up.promise
    return { publish, isUp: () => isUp, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Connects, publishes at QoS 1 and disconnects. An empty retained payload clears the topic's retained message. Throws as
 * `openPublisher`; what the broker does with the message is the result.
 */
export async function publishOnce(settings: BrokerSettings, request: PublishRequest): Promise<PublishResult> {
  const { topic, payload, retain, timeoutMs, onWarning, clock = systemClock } = request
  const deadlineMs = clock.monotonicMs() + timeoutMs
  const publisher = await openPublisher(settings, { timeoutMs, onWarning, clock })
  try {
    return await publisher.publish(topic, payload, { retain, timeoutMs: Math.max(0, deadlineMs - clock.monotonicMs()) })
  } finally {
    await publisher.close()
  }
}

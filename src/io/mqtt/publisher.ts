// One publish over a separate connection, for `jobdeck emit` and for a record's own credentials.
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import type { ConnectFailure } from './connect-failure.ts'
import { cleanSession } from './connection-session.ts'
import { explainFailure } from './explain-failure.ts'
import type { Link } from './link.ts'
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

const maxConnectMs = 10_000

/**
 * Connects (MQTT 5, then 3.1.1), publishes at QoS 1 and disconnects. An empty retained payload clears the topic's retained
 * message. Throws the explained JobdeckError when it cannot connect; what the broker does with the message is the result.
 */
export async function publishOnce(settings: BrokerSettings, request: PublishRequest): Promise<PublishResult> {
  const tlsFiles = readTlsFiles(settings)
  for (const warning of tlsFiles.warnings) request.onWarning?.(warning)
  const clock = request.clock ?? systemClock
  const deadlineMs = clock.monotonicMs() + request.timeoutMs
  // Half of it, so that a broker that stays silent on MQTT 5 leaves time for 3.1.1.
  const timeoutMs = Math.min(maxConnectMs, request.timeoutMs / 2)
  const up = Promise.withResolvers<Link>()
  const link = openNegotiatedLink({
    settings,
    tlsFiles,
    sessionFor: () => cleanSession(settings),
    acknowledgement: 'on-receipt',
    deliveryNumbers: { last: 0 },
    filters: [],
    timeoutMs,
    clock,
    onUp: (opened) => up.resolve(opened),
    onMessage: () => {},
    onFailure: (failure: ConnectFailure) => up.reject(explainFailure(failure, settings).error),
  })
  try {
    const opened = await up.promise
    const { topic, payload, retain } = request
    return await opened.publish(topic, payload, { retain, timeoutMs: Math.max(0, deadlineMs - clock.monotonicMs()) })
  } finally {
    await link.end('keep')
  }
}

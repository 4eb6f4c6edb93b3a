// The connection behind the deck: it keeps itself up, reports its state, and never throws.
import { describeError, JobdeckError } from '../../domain/failure.ts'
import type { Message } from '../../domain/protocol/message.ts'
import type { Cancel, Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import type { ConnectFailure } from './connect-failure.ts'
import type { ConnectionState } from './connection-state.ts'
import { explainFailure } from './explain-failure.ts'
import type { Link } from './link.ts'
import type { PublishOptions } from './link-publishes.ts'
import type { MqttVersion } from './mqtt-version.ts'
import { openNegotiatedLink } from './negotiated-link.ts'
import type { PublishResult } from './publish-result.ts'
import { retryDelayMs } from './retry-delay.ts'
import type { BrokerSettings } from './settings.ts'
import { readTlsFiles, type TlsFiles } from './tls-files.ts'

export interface ConnectionOptions {
  readonly settings: BrokerSettings
  /**
   * Subscribed at QoS 1 on every connect. The connection fails when the broker grants none of them; when it grants only
   * some, each refused one is a warning.
   */
  readonly filters: readonly string[]
  /** Must not throw. */
  readonly onMessage: (message: Message) => void
  /** Every change of the state, the first one during `openConnection`. Must not throw. */
  readonly onState: (state: ConnectionState) => void
  /** A problem that does not stop the connection (a world-readable key, a refused filter); each text once. */
  readonly onWarning?: (warning: string) => void
  readonly random?: () => number
  readonly connectTimeoutMs?: number
  readonly clock?: Clock
}

export interface Connection {
  /** Retries now, even after a failure that waits for the user; does nothing while connecting or connected. */
  reconnect(): void
  /** Subscribes more filters, at once when connected and on every later connect. */
  subscribe(filters: readonly string[]): void
  /** Publishes at QoS 1; resolves with the result, at once with `offline` without a connection. Never rejects. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<PublishResult>
  /** Closes for good; resolves when the socket is closed. */
  close(): Promise<void>
}

const defaultConnectTimeoutMs = 10_000

/**
 * Connects and stays connected: MQTT 5 first and 3.1.1 when refused, a new client id for every attempt, retries after
 * `retryDelayMs`. Failures that a retry cannot fix (credentials, settings, TLS trust) stop it until `reconnect()`.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { settings, onState } = options
  const random = options.random ?? Math.random
  const clock = options.clock ?? systemClock
  const filters = new Set(options.filters)
  const warned = new Set<string>()
  let phase: ConnectionState['phase'] = 'connecting'
  let link: Link | null = null
  let stopRetryTimer: Cancel | null = null
  let requested: ReadonlySet<string> = new Set()
  let attempt = 0
  let hasBeenUp = false

  connect()

  function isClosed(): boolean {
    return phase === 'closed'
  }

  function setState(state: ConnectionState): void {
    phase = state.phase
    onState(state)
  }

  function connect(): void {
    stopRetryTimer?.()
    stopRetryTimer = null
    attempt += 1
    setState({ phase: 'connecting', attempt })
    const tlsFiles = readFilesOrStop()
    if (!tlsFiles || isClosed()) return
    warnOnce(tlsFiles.warnings)
    requested = new Set(filters)
    link = openNegotiatedLink({
      settings,
      tlsFiles,
      filters: [...requested],
      timeoutMs: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
      clock,
      onUp,
      onRefusedFilter: (failure) => warnOnce([describeError(explainFailure(failure, settings).error)]),
      onMessage: options.onMessage,
      onFailure,
    })
  }

  function readFilesOrStop(): TlsFiles | null {
    try {
      return readTlsFiles(settings)
    } catch (error) {
      const shown = error instanceof JobdeckError ? error : new JobdeckError('config', String(error))
      setState({ phase: 'stopped', error: shown })
      return null
    }
  }

  function warnOnce(warnings: readonly string[]): void {
    for (const warning of warnings) {
      if (warned.has(warning)) continue
      warned.add(warning)
      options.onWarning?.(warning)
    }
  }

  function onUp(mqttVersion: MqttVersion): void {
    attempt = 0
    hasBeenUp = true
    link?.subscribe([...filters].filter((filter) => !requested.has(filter)))
    setState({ phase: 'connected', mqttVersion, sinceMs: clock.monotonicMs() })
  }

  function onFailure(failure: ConnectFailure): void {
    const { error, finality } = explainFailure(failure, settings)
    const isFinal = finality === 'always' || (finality === 'first-contact' && !hasBeenUp)
    if (isFinal) {
      setState({ phase: 'stopped', error })
      return
    }
    // A connection that was up starts over at the shortest delay.
    attempt = Math.max(attempt, 1)
    const delayMs = retryDelayMs(attempt, random)
    stopRetryTimer = clock.after(delayMs, connect)
    setState({ phase: 'waiting', error, retryAtMs: clock.monotonicMs() + delayMs, attempt })
  }

  return {
    reconnect: () => {
      if (phase !== 'waiting' && phase !== 'stopped') return
      attempt = 0
      connect()
    },
    subscribe: (more) => {
      const added = more.filter((filter) => !filters.has(filter))
      for (const filter of added) filters.add(filter)
      if (phase === 'connected') link?.subscribe(added)
    },
    publish: (topic, payload, publishOptions) => {
      if (phase !== 'connected' || !link) return Promise.resolve({ kind: 'offline' })
      return link.publish(topic, payload, publishOptions)
    },
    close: async () => {
      if (phase === 'closed') return
      stopRetryTimer?.()
      setState({ phase: 'closed' })
      await link?.end()
    },
  }
}

// The connection behind the deck: it keeps itself up, reports its state, and never throws.
import { describeError, JobdeckError } from '../../domain/failure.ts'
import type { Message } from '../../domain/protocol/message.ts'
import type { Cancel, Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import type { ConnectFailure } from './connect-failure.ts'
import { ConnectionSession, type Gap, type SessionPlan } from './connection-session.ts'
import type { ConnectionState } from './connection-state.ts'
import { endSession } from './end-session.ts'
import { explainFailure, type Retry } from './explain-failure.ts'
import type { Link } from './link.ts'
import type { Acknowledgement, DeliveryNumbers } from './link-deliveries.ts'
import type { PublishOptions } from './link-publishes.ts'
import type { MqttVersion } from './mqtt-version.ts'
import { type NegotiatedLink, openNegotiatedLink } from './negotiated-link.ts'
import type { PublishResult } from './publish-result.ts'
import { retryDelayMs, slowRetryDelayMs } from './retry-delay.ts'
import type { BrokerSettings } from './settings.ts'
import { readTlsFiles, type TlsFiles } from './tls-files.ts'

export interface ConnectionOptions {
  readonly settings: BrokerSettings
  /**
   * Subscribed at QoS 1 on every connect. The connection fails when the broker grants none of them; when it grants only
   * some, each refused one is a warning.
   */
  readonly filters: readonly string[]
  /** What the broker keeps for this connection; `none` by default. */
  readonly session?: SessionPlan
  /** `on-receipt` by default. */
  readonly acknowledgement?: Acknowledgement
  /** `delivery` is what `acknowledge` takes. Must not throw. */
  readonly onMessage: (message: Message, delivery: number) => void
  /** Messages may have been missed; reported when the connection is up again, before its state. Must not throw. */
  readonly onGap?: (gap: Gap) => void
  /**
   * The broker has resumed the session, which was last heard at `lastHeardWallMs`, and delivers what has waited. Reported
   * when the connection is up again, before its state. Must not throw.
   */
  readonly onResume?: (lastHeardWallMs: number) => void
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
  /**
   * With acknowledgement `by-owner`: every delivery up to and including this one is recorded; the broker may forget them.
   * With a session, what is never acknowledged arrives again on the next connect.
   */
  acknowledge(through: number): void
  /** Asks the broker for a sign of life, when there is a connection. */
  ping(): void
  /** When the broker was last heard, on the monotonic timeline; null if it never was. */
  lastHeardMs(): number | null
  /** Ends for good; resolves when the socket is closed. The session ends with it, except that of a first slot. */
  close(): Promise<void>
}

const defaultConnectTimeoutMs = 10_000
/** After a crash, the start of a gap is known to within this time. */
const rememberEveryMs = 10_000

/**
 * Connects and stays connected: MQTT 5 first and 3.1.1 when refused, retries after `retryDelayMs`. Settings that have never
 * worked and are probably wrong (credentials, TLS trust, a filter that may not be read) stop it until `reconnect()`; once
 * they have worked, the same failures are retried slowly.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { settings, onState } = options
  const random = options.random ?? Math.random
  const clock = options.clock ?? systemClock
  const filters = new Set(options.filters)
  const warned = new Set<string>()
  const session = new ConnectionSession(settings, options.session ?? 'none', clock)
  let phase: ConnectionState['phase'] = 'connecting'
  const deliveryNumbers: DeliveryNumbers = { last: 0 }
  let link: NegotiatedLink | null = null
  let upLink: Link | null = null
  let stopRetryTimer: Cancel | null = null
  let stopRemembering: Cancel | null = null
  let requested: ReadonlySet<string> = new Set()
  let tlsFiles: TlsFiles | null = null
  let upVersion: MqttVersion = 5
  let attempt = 0
  let lastHeardMs: number | null = null

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
    tlsFiles = readFiles()
    if (!tlsFiles || isClosed()) return
    warnOnce(tlsFiles.warnings)
    requested = new Set(filters)
    link = openNegotiatedLink({
      settings,
      tlsFiles,
      sessionFor: (mqttVersion) => session.request(mqttVersion),
      acknowledgement: options.acknowledgement ?? 'on-receipt',
      deliveryNumbers,
      filters: [...requested],
      timeoutMs: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
      clock,
      onUp,
      onRefusedFilter: (failure) => warnOnce([describeError(explainFailure(failure, settings).error)]),
      onMessage: options.onMessage,
      onFailure,
    })
  }

  /** Null when there is nothing to connect with; the state says why. */
  function readFiles(): TlsFiles | null {
    try {
      return readTlsFiles(settings)
    } catch (error) {
      const shown = error instanceof JobdeckError ? error : new JobdeckError('config', String(error))
      // Files that have worked before may just be in the middle of being replaced.
      waitOrStop(shown, 'slowly-once-worked')
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

  function onUp(up: Link, mqttVersion: MqttVersion, isSessionPresent: boolean): void {
    attempt = 0
    upLink = up
    upVersion = mqttVersion
    up.subscribe([...filters].filter((filter) => !requested.has(filter)))
    if (isSessionPresent) up.unsubscribe(session.rememberedFilters.filter((filter) => !filters.has(filter)))
    const lastHeardWallMs = session.lastHeardWallMs()
    const gap = session.begin(mqttVersion, isSessionPresent, [...filters])
    if (gap) options.onGap?.(gap)
    else if (isSessionPresent && lastHeardWallMs !== null) options.onResume?.(lastHeardWallMs)
    stopRemembering = clock.every(rememberEveryMs, remember)
    setState({ phase: 'connected', mqttVersion, sinceMs: clock.monotonicMs() })
  }

  function lastHeard(): number | null {
    return link?.lastHeardMs() ?? lastHeardMs
  }

  /** For the gap that begins when the connection breaks, or the process ends, now. */
  function remember(): void {
    lastHeardMs = lastHeard()
    if (lastHeardMs !== null) session.remember([...filters], lastHeardMs)
  }

  /** Call when the link that was up has ended. */
  function leaveUp(): void {
    upLink = null
    stopRemembering?.()
    stopRemembering = null
    remember()
  }

  function onFailure(failure: ConnectFailure): void {
    if (phase === 'connected') leaveUp()
    const { error, retry } = explainFailure(failure, settings)
    waitOrStop(error, retry)
  }

  function waitOrStop(error: JobdeckError, retry: Retry): void {
    if (retry.endsWith('-once-worked') && !session.hasWorked) {
      setState({ phase: 'stopped', error })
      return
    }
    // A connection that was up starts over at the shortest delay.
    attempt = Math.max(attempt, 1)
    const delayMs = retry.startsWith('slowly') ? slowRetryDelayMs(random) : retryDelayMs(attempt, random)
    stopRetryTimer = clock.after(delayMs, connect)
    setState({ phase: 'waiting', error, retryAtMs: clock.monotonicMs() + delayMs, attempt })
  }

  async function forgetSession(): Promise<void> {
    const { clientId } = session.request(upVersion)
    if (upVersion === 4 && tlsFiles) await endSession({ settings, tlsFiles, clientId, clock })
    session.forget()
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
      if (!upLink) return
      upLink.subscribe(added)
      remember()
    },
    publish: (topic, payload, publishOptions) =>
      upLink ? upLink.publish(topic, payload, publishOptions) : Promise.resolve({ kind: 'offline' }),
    acknowledge: (through) => link?.acknowledge(through),
    ping: () => upLink?.ping(),
    lastHeardMs: lastHeard,
    close: async () => {
      if (phase === 'closed') return
      stopRetryTimer?.()
      const isEnding = phase === 'connected' && session.endsWithRun
      if (phase === 'connected') leaveUp()
      setState({ phase: 'closed' })
      await link?.end(isEnding ? 'end' : 'keep')
      if (isEnding) await forgetSession()
    },
  }
}

// One MQTT.js client over one socket, from dialling to its single end. MQTT.js never reconnects here: it would repeat
// TLS errors for ever and loop on denied publishes (PROTOCOL.md §7), so every try is a new client.
import { randomBytes } from 'node:crypto'
import { connect, type IClientOptions } from 'mqtt'
import type { ConnectFailure, Heard } from './connect-failure.ts'
import type { PublishResult } from './publish-result.ts'
import { reasonWords } from './reason-words.ts'
import type { BrokerSettings } from './settings.ts'
import type { TlsFiles } from './tls-files.ts'

export type MqttVersion = 4 | 5

/** How a message arrived. */
export interface Delivery {
  readonly retained: boolean
  readonly duplicate: boolean
  readonly qos: 0 | 1 | 2
}

export interface LinkOptions {
  readonly settings: BrokerSettings
  readonly tlsFiles: TlsFiles
  readonly mqttVersion: MqttVersion
  /** Subscribed at QoS 1 before the link counts as up. */
  readonly filters: readonly string[]
  /** Limit for the transport with the CONNACK, and again for each SUBACK. */
  readonly timeoutMs: number
  /** The broker accepted the connection and every filter. */
  readonly onUp: () => void
  readonly onMessage: (topic: string, payload: Uint8Array, delivery: Delivery) => void
  /** Called at most once, and never after `end()`; the link is gone by then. */
  readonly onFailure: (failure: ConnectFailure) => void
}

export interface Link {
  readonly mqttVersion: MqttVersion
  /** Publishes at QoS 1. Resolves with what became of it within `timeoutMs`; never rejects. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<PublishResult>
  subscribe(filters: readonly string[]): void
  /** Says good-bye to the broker; resolves when the socket is closed. */
  end(): Promise<void>
}

export interface PublishOptions {
  readonly retain: boolean
  readonly timeoutMs: number
}

/** A silent broker is noticed after 1.5 times this. */
const keepaliveSec = 20
/** How long a broker may take to close the socket after our DISCONNECT. */
const farewellMs = 500
/** Reasons of a broker's DISCONNECT that answer the publish in flight. */
const publishRefusals: ReadonlySet<number> = new Set([135, 144, 149, 153, 154, 155])
const retainNotSupported = 154
const topicFilterInvalid = 143

/** Dials the broker. Throws what MQTT.js throws when the settings cannot even be tried. */
export function openLink(options: LinkOptions): Link {
  const { settings, mqttVersion } = options
  const client = connect(clientOptions(options))
  const { stream } = client
  const pending = new Set<(result: PublishResult) => void>()
  const awaitedSubacks = new Map<number, readonly string[]>()
  let tcpUp = false
  let transportUp = settings.transport === 'websocket'
  let connackCode = 0
  let heard: Heard = 'nothing'
  let phase: 'opening' | 'connected' | 'up' | 'over' = 'opening'
  let timer = setTimeout(onOpeningTimeout, options.timeoutMs)
  const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()))

  stream.once('connect', () => {
    tcpUp = true
    if (!settings.tls) transportUp = true
  })
  stream.once('secureConnect', () => {
    transportUp = true
  })
  // Before MQTT.js's own listener, so that nonsense is recognised before the parser trips over it.
  stream.prependOnceListener('data', (bytes: Buffer) => {
    heard = recognise(bytes)
  })
  stream.on('error', onError)
  client.on('error', onError)
  client.on('close', () => fail(phase === 'opening' ? { kind: 'closed-early', heard } : { kind: 'lost' }))
  client.on('disconnect', (packet) => fail({ kind: 'disconnect', reasonCode: packet.reasonCode ?? 0 }))
  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'connack') connackCode = packet.reasonCode ?? packet.returnCode ?? 0
    if (packet.cmd === 'suback') onSuback(packet.messageId ?? 0, packet.granted)
  })
  client.on('connect', () => {
    if (phase !== 'opening') return
    clearTimeout(timer)
    phase = 'connected'
    if (options.filters.length === 0) becomeUp()
    else subscribe(options.filters)
  })
  client.on('message', (topic, payload, packet) => {
    if (phase === 'over') return
    options.onMessage(topic, payload, { retained: packet.retain, duplicate: packet.dup, qos: packet.qos })
  })

  function becomeUp(): void {
    phase = 'up'
    options.onUp()
  }

  /** TLS errors arrive twice, and MQTT.js hides those without a code from its own event: both roads lead here. */
  function onError(error: Error & { code?: string | number }): void {
    if (phase === 'connected' || phase === 'up') {
      fail(failureOfOpenLink(error))
    } else if (connackCode > 0) {
      fail({ kind: 'connack', reasonCode: connackCode })
    } else {
      fail(failureOfOpening(error))
    }
  }

  function failureOfOpening(error: Error & { code?: string | number }): ConnectFailure {
    if (typeof error.code !== 'string') {
      if (heard !== 'nothing' || typeof error.code === 'number') return { kind: 'closed-early', heard }
      return { kind: 'socket', code: settings.transport === 'websocket' ? 'WEBSOCKET_REFUSED' : '', error }
    }
    const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE'
    if (isReset && transportUp) return { kind: 'closed-early', heard }
    return { kind: 'socket', code: isReset && tcpUp ? 'TLS_HANDSHAKE_CLOSED' : error.code, error }
  }

  function onOpeningTimeout(): void {
    if (transportUp) fail({ kind: 'connack-timeout' })
    else if (tcpUp) fail({ kind: 'socket', code: 'TLS_HANDSHAKE_TIMEOUT', error: new Error('TLS handshake timeout') })
    else fail({ kind: 'connect-timeout' })
  }

  function subscribe(filters: readonly string[]): void {
    if (filters.length === 0 || phase === 'over') return
    client.subscribe([...filters], { qos: 1 }, (error, _granted, packet) => {
      // Refusals are read from the SUBACK itself; without one the filter never left (or the link is over already).
      if (error && !packet) fail({ kind: 'suback', reasonCode: topicFilterInvalid, filter: filters.join(' ') })
    })
    awaitedSubacks.set(client.getLastMessageId(), filters)
    clearTimeout(timer)
    timer = setTimeout(() => fail({ kind: 'suback-timeout' }), options.timeoutMs)
  }

  function onSuback(messageId: number, granted: readonly unknown[]): void {
    const filters = awaitedSubacks.get(messageId)
    if (!filters || phase === 'over') return
    const refused = granted.findIndex((code) => typeof code === 'number' && code >= 128)
    if (refused >= 0) {
      fail({ kind: 'suback', reasonCode: Number(granted[refused]), filter: filters[refused] ?? '' })
      return
    }
    awaitedSubacks.delete(messageId)
    if (awaitedSubacks.size > 0) return
    clearTimeout(timer)
    if (phase === 'connected') becomeUp()
  }

  function fail(failure: ConnectFailure): void {
    if (phase === 'over') return
    phase = 'over'
    clearTimeout(timer)
    // Before MQTT.js answers them all with "Connection closed".
    settleAll(resultOfFailure(failure))
    client.end(true)
    options.onFailure(failure)
  }

  function settleAll(result: PublishResult): void {
    for (const settle of [...pending]) settle(result)
  }

  function publish(topic: string, payload: string | Uint8Array, { retain, timeoutMs }: PublishOptions) {
    if (phase !== 'up') return Promise.resolve<PublishResult>({ kind: 'offline' })
    if (retain && client.serverProperties?.retainAvailable === false) {
      return Promise.resolve(refusal(retainNotSupported))
    }
    return new Promise<PublishResult>((resolve) => {
      // MQTT.js forgets callbacks when a connection ends, so the time-out is ours.
      const deadline = setTimeout(() => settle({ kind: 'no-answer' }), timeoutMs)
      const settle = (result: PublishResult) => {
        clearTimeout(deadline)
        pending.delete(settle)
        resolve(result)
      }
      pending.add(settle)
      client.publish(topic, asBuffer(payload), { qos: 1, retain }, (error) => {
        if (!error) settle({ kind: 'acked', mqttVersion })
        else if ('code' in error && typeof error.code === 'number') settle(refusal(error.code))
        else settle({ kind: 'no-answer' })
      })
    })
  }

  async function end(): Promise<void> {
    const isConnected = phase === 'connected' || phase === 'up'
    const isOver = phase === 'over'
    phase = 'over'
    clearTimeout(timer)
    if (!isOver) client.end(!isConnected)
    const farewell = setTimeout(() => stream.destroy(), farewellMs)
    await closed
    clearTimeout(farewell)
    settleAll({ kind: 'no-answer' })
  }

  return { mqttVersion, publish, subscribe, end }
}

function clientOptions({ settings, tlsFiles, mqttVersion, timeoutMs }: LinkOptions): IClientOptions {
  const isWebSocket = settings.transport === 'websocket'
  // MQTT.js builds the WebSocket's URL by joining texts.
  const host = isWebSocket && settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return {
    protocol: isWebSocket ? (settings.tls ? 'wss' : 'ws') : settings.tls ? 'mqtts' : 'mqtt',
    host,
    hostname: host,
    port: settings.port,
    path: '/mqtt',
    protocolId: 'MQTT',
    protocolVersion: mqttVersion,
    clientId: `${settings.clientIdPrefix}-${randomBytes(5).toString('hex')}`,
    clean: true,
    keepalive: keepaliveSec,
    reconnectPeriod: 0,
    resubscribe: false,
    // Ours comes first: it can tell a silent broker from an unreachable one.
    connectTimeout: timeoutMs + 1_000,
    ...(settings.username !== null && { username: settings.username }),
    ...(settings.password !== null && { password: settings.password }),
    ...(tlsFiles.ca && { ca: tlsFiles.ca }),
    ...(tlsFiles.cert && tlsFiles.key && { cert: tlsFiles.cert, key: tlsFiles.key }),
    ...(settings.tls && { rejectUnauthorized: true }),
  }
}

function recognise(bytes: Buffer): Heard {
  if ((bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 0x03) return 'tls'
  return bytes.toString('latin1', 0, 5) === 'HTTP/' ? 'http' : 'other'
}

function failureOfOpenLink(error: Error & { code?: string | number }): ConnectFailure {
  if (error.message === 'Keepalive timeout') return { kind: 'keepalive' }
  return typeof error.code === 'string' ? { kind: 'lost' } : { kind: 'malformed' }
}

function resultOfFailure(failure: ConnectFailure): PublishResult {
  const isAnswer = failure.kind === 'disconnect' && publishRefusals.has(failure.reasonCode)
  return isAnswer ? refusal(failure.reasonCode) : { kind: 'no-answer' }
}

function refusal(reasonCode: number): PublishResult {
  return { kind: 'refused', reasonCode, reason: reasonWords(reasonCode) }
}

function asBuffer(payload: string | Uint8Array): Buffer {
  return typeof payload === 'string'
    ? Buffer.from(payload)
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
}

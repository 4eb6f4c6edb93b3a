// Translates our settings into the options of MQTT.js.
import type { IClientOptions } from 'mqtt'
import { maxPayloadBytes } from '../../domain/protocol/decode.ts'
import type { SessionRequest } from './connection-session.ts'
import { keepaliveSec, withoutKeepaliveTimer } from './link-keepalive.ts'
import type { MqttVersion } from './mqtt-version.ts'
import type { BrokerSettings } from './settings.ts'
import type { TlsFiles } from './tls-files.ts'

export interface ClientFacts {
  readonly settings: BrokerSettings
  readonly tlsFiles: TlsFiles
  readonly mqttVersion: MqttVersion
  readonly session: SessionRequest
  /** The caller's limit for the CONNACK. */
  readonly timeoutMs: number
}

/** The highest value: Mosquitto drops retained messages beyond it and its queue (PROTOCOL.md §7). */
const receiveMaximum = 65_535
/** The largest payload that is read, with the longest topic and some properties: the broker skips larger ones (PROTOCOL.md §8). */
export const maximumPacketSize = maxPayloadBytes + 66_000

/**
 * Options for one client that never reconnects by itself. MQTT.js's own limit for the CONNACK comes after the caller's,
 * because it cannot distinguish a silent broker from an unreachable one.
 */
export function mqttClientOptions({
  settings,
  tlsFiles,
  mqttVersion,
  session,
  timeoutMs,
}: ClientFacts): IClientOptions {
  const isWebSocket = settings.transport === 'websocket'
  // MQTT.js builds the WebSocket's URL by concatenation.
  const host = isWebSocket && settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return {
    protocol: isWebSocket ? (settings.tls ? 'wss' : 'ws') : settings.tls ? 'mqtts' : 'mqtt',
    host,
    hostname: host,
    port: settings.port,
    path: '/mqtt',
    protocolId: 'MQTT',
    protocolVersion: mqttVersion,
    clientId: session.clientId,
    clean: session.clean,
    ...(mqttVersion === 5 && {
      properties: { sessionExpiryInterval: session.expirySec, receiveMaximum, maximumPacketSize },
    }),
    keepalive: keepaliveSec,
    ...withoutKeepaliveTimer,
    reconnectPeriod: 0,
    resubscribe: false,
    connectTimeout: timeoutMs + 1_000,
    ...(settings.username !== null && { username: settings.username }),
    ...(settings.password !== null && { password: settings.password }),
    ...(tlsFiles.ca && { ca: tlsFiles.ca }),
    ...(tlsFiles.cert && tlsFiles.key && { cert: tlsFiles.cert, key: tlsFiles.key }),
    ...(settings.tls && { rejectUnauthorized: true }),
  }
}

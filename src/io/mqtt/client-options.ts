// Our settings in MQTT.js's terms.
import { randomBytes } from 'node:crypto'
import type { IClientOptions } from 'mqtt'
import type { MqttVersion } from './mqtt-version.ts'
import type { BrokerSettings } from './settings.ts'
import type { TlsFiles } from './tls-files.ts'

/** A silent broker is noticed after 1.5 times this. */
const keepaliveSec = 20

/**
 * Options for one client with a fresh client id that never reconnects by itself. `timeoutMs` is the caller's limit for the
 * CONNACK; MQTT.js's own expires later, because it cannot distinguish a silent broker from an unreachable one.
 */
export function mqttClientOptions(
  settings: BrokerSettings,
  tlsFiles: TlsFiles,
  mqttVersion: MqttVersion,
  timeoutMs: number,
): IClientOptions {
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
    clientId: `${settings.clientIdPrefix}-${randomBytes(5).toString('hex')}`,
    clean: true,
    keepalive: keepaliveSec,
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

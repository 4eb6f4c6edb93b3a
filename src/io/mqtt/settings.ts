// What a connection needs to know. Another broker means another value of this type, never another line of code.

/** Settings of one broker connection, from the environment (PROTOCOL.md §6), a profile or a record's broker block. */
export interface BrokerSettings {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** MQTT over plain sockets or over WebSocket (`ws`/`wss`, path `/mqtt`). */
  readonly transport: 'tcp' | 'websocket'
  readonly username: string | null
  /** Secret: never shown, logged or passed as an argument. */
  readonly password: string | null
  /** Path of the CA bundle, PEM. */
  readonly caFile: string | null
  /** Paths of the client's certificate and key, PEM: both or neither (mutual TLS). */
  readonly certFile: string | null
  readonly keyFile: string | null
  readonly clientIdPrefix: string
}

/** Settings of a broker without TLS and login. */
export function plainSettings(host: string, port: number): Omit<BrokerSettings, 'clientIdPrefix'> {
  return {
    host,
    port,
    tls: false,
    transport: 'tcp',
    username: null,
    password: null,
    caFile: null,
    certFile: null,
    keyFile: null,
  }
}

/** The usual port of a transport, for a profile or a record that names none. */
export function usualPort({ tls, transport }: Partial<Pick<BrokerSettings, 'tls' | 'transport'>>): number {
  if (transport === 'websocket') return 9001
  return tls ? 8883 : 1883
}

/** The broker's address as a URL without user or secret, such as `mqtts://127.0.0.1:8883`. */
export function brokerUrl(settings: Pick<BrokerSettings, 'host' | 'port' | 'tls' | 'transport'>): string {
  const scheme = settings.transport === 'websocket' ? (settings.tls ? 'wss' : 'ws') : settings.tls ? 'mqtts' : 'mqtt'
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return `${scheme}://${host}:${settings.port}`
}

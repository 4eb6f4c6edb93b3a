// How far a transport got before the CONNACK, and what was heard: that tells a wrong port from a wrong version.
import type { MqttClient } from 'mqtt'
import type { ConnectFailure, Heard } from './connect-failure.ts'
import type { BrokerSettings } from './settings.ts'

/** Node's and OpenSSL's errors have a text as code, MQTT.js's a reason code or none. */
export type CodedError = Error & { readonly code?: string | number }

export interface TransportWatch {
  /** What an error before the CONNACK means. */
  failureOf(error: CodedError): ConnectFailure
  /** What it means that nothing came in time. */
  failureOfSilence(): ConnectFailure
  /** What it means that the socket was closed without an error. */
  failureOfClose(): ConnectFailure
}

/** Watches the stream of a client that has just been made. */
export function watchTransport(stream: MqttClient['stream'], settings: BrokerSettings): TransportWatch {
  let isTcpUp = false
  // A WebSocket's stream does not tell when it is open.
  let isUp = settings.transport === 'websocket'
  let heard: Heard = 'nothing'
  stream.once('connect', () => {
    isTcpUp = true
    if (!settings.tls) isUp = true
  })
  stream.once('secureConnect', () => {
    isUp = true
  })
  // Before MQTT.js's own listener, so that nonsense is recognised before the parser trips over it.
  stream.prependOnceListener('data', (bytes: Buffer) => {
    heard = recognise(bytes)
  })

  return {
    failureOf: (error) => {
      const { code } = error
      const isMqttError = typeof code === 'number' || (code === undefined && heard !== 'nothing')
      if (isMqttError) return { kind: 'closed-early', heard }
      // The `ws` package's errors have no code.
      if (code === undefined) return { kind: 'socket', code: 'WEBSOCKET_REFUSED', error }
      const isReset = code === 'ECONNRESET' || code === 'EPIPE'
      if (isReset && isUp) return { kind: 'closed-early', heard }
      return { kind: 'socket', code: isReset && isTcpUp ? 'TLS_HANDSHAKE_CLOSED' : code, error }
    },
    failureOfSilence: () => {
      if (isUp) return { kind: 'connack-timeout' }
      if (!isTcpUp) return { kind: 'connect-timeout' }
      return { kind: 'socket', code: 'TLS_HANDSHAKE_TIMEOUT', error: new Error('no TLS handshake') }
    },
    failureOfClose: () => ({ kind: 'closed-early', heard }),
  }
}

function recognise(bytes: Buffer): Heard {
  if ((bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 0x03) return 'tls'
  return bytes.toString('latin1', 0, 5) === 'HTTP/' ? 'http' : 'other'
}

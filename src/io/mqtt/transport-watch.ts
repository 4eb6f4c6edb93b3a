// How far a transport got before the CONNACK and what it received: this distinguishes a wrong port from a wrong version.
import type { EventEmitter } from 'node:events'
import type { ClientRequest } from 'node:http'
import type { MqttClient } from 'mqtt'
import type { ConnectFailure, Heard } from './connect-failure.ts'
import type { BrokerSettings } from './settings.ts'

/** Errors of Node and OpenSSL have a string as code, those of MQTT.js a reason code or none. */
export type CodedError = Error & { readonly code?: string | number }

export interface TransportWatch {
  /** For MQTT.js: exposes the socket below a WebSocket, which its stream hides. */
  readonly wsOptions: { readonly finishRequest: (request: ClientRequest, webSocket: EventEmitter) => void }
  /** Watches the stream of a client that has just been created. */
  watch(stream: MqttClient['stream']): void
  /** What an error before the CONNACK means. */
  failureOf(error: CodedError): ConnectFailure
  /** What it means that no answer came in time. */
  failureOfSilence(): ConnectFailure
  /** What it means that the socket was closed without an error. */
  failureOfClose(): ConnectFailure
}

/** Watches the transport of one client. */
export function transportWatch(settings: BrokerSettings): TransportWatch {
  const isWebSocket = settings.transport === 'websocket'
  let isTcpUp = false
  let isTlsUp = !settings.tls
  let isWebSocketUp = !isWebSocket
  let heard: Heard = 'nothing'
  const isUp = () => isTcpUp && isTlsUp && isWebSocketUp

  function follow(socket: EventEmitter): void {
    socket.once('connect', () => {
      isTcpUp = true
    })
    socket.once('secureConnect', () => {
      isTlsUp = true
    })
  }

  return {
    wsOptions: {
      finishRequest: (request, webSocket) => {
        request.once('socket', follow)
        webSocket.once('open', () => {
          isWebSocketUp = true
        })
        request.end()
      },
    },
    watch: (stream) => {
      if (!isWebSocket) follow(stream)
      // Ahead of MQTT.js's own listener, so that foreign bytes are recognised before its parser fails on them.
      stream.prependOnceListener('data', (bytes: Buffer) => {
        heard = recognise(bytes)
      })
    },
    failureOf: (error) => {
      const { code } = error
      const isMqttError = typeof code === 'number' || (code === undefined && heard !== 'nothing')
      if (isMqttError) return { kind: 'closed-early', heard }
      const isReset = code === 'ECONNRESET' || code === 'EPIPE'
      if (isReset && isUp()) return { kind: 'closed-early', heard }
      if (isReset && isTcpUp && !isTlsUp) return { kind: 'socket', code: 'TLS_HANDSHAKE_CLOSED', error }
      if (isReset && isTcpUp) return webSocketRefused(new Error('it closed the connection'))
      // Errors of the `ws` package have no code; an answer that is not HTTP has one of Node's parser.
      if (code === undefined || code.startsWith('HPE_')) return webSocketRefused(error)
      return { kind: 'socket', code, error }
    },
    failureOfSilence: () => {
      if (isUp()) return { kind: 'connack-timeout' }
      if (!isTcpUp) return { kind: 'connect-timeout' }
      if (isTlsUp) return webSocketRefused(new Error('no answer'))
      return { kind: 'socket', code: 'TLS_HANDSHAKE_TIMEOUT', error: new Error('no TLS handshake') }
    },
    failureOfClose: () => ({ kind: 'closed-early', heard }),
  }
}

function webSocketRefused(error: Error): ConnectFailure {
  return { kind: 'socket', code: 'WEBSOCKET_REFUSED', error }
}

function recognise(bytes: Buffer): Heard {
  if ((bytes[0] === 0x15 || bytes[0] === 0x16) && bytes[1] === 0x03) return 'tls'
  return bytes.toString('latin1', 0, 5) === 'HTTP/' ? 'http' : 'other'
}

// Publishes in flight on one link. MQTT.js forgets their callbacks when a connection ends (PROTOCOL.md §7), so each has
// its own timeout here, and the end of the link settles the rest.
import type { MqttClient } from 'mqtt'
import type { Clock } from '../clock/clock.ts'
import type { ConnectFailure } from './connect-failure.ts'
import type { MqttVersion } from './mqtt-version.ts'
import type { PublishResult } from './publish-result.ts'
import { reasonWords } from './reason-words.ts'

export interface PublishOptions {
  readonly retain: boolean
  /** How long the broker may take to acknowledge. */
  readonly timeoutMs: number
}

export interface LinkPublishes {
  /** Publishes at QoS 1. Resolves with the result within `timeoutMs`, with `offline` once the link has ended; never rejects. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<PublishResult>
  /** Call when the link has ended, with the failure, which may be the answer, or null if it was closed. */
  settleAll(failure: ConnectFailure | null): void
}

const notAuthorized = 135
const retainNotSupported = 154
/** Reason codes of a broker's DISCONNECT that answer the publish in flight. */
const answersInDisconnect: ReadonlySet<number> = new Set([notAuthorized, 144, 149, 153, retainNotSupported, 155])

/** Tracks the publishes of a connected client. */
export function linkPublishes(client: MqttClient, mqttVersion: MqttVersion, clock: Clock): LinkPublishes {
  const inFlight = new Set<(result: PublishResult) => void>()
  let isOver = false

  function publish(
    topic: string,
    payload: string | Uint8Array,
    { retain, timeoutMs }: PublishOptions,
  ): Promise<PublishResult> {
    if (isOver) return Promise.resolve({ kind: 'offline' })
    if (retain && client.serverProperties?.retainAvailable === false) {
      return Promise.resolve(refusal(retainNotSupported))
    }
    return new Promise<PublishResult>((resolve) => {
      const stopTimer = clock.after(timeoutMs, () => settle({ kind: 'no-answer' }))
      const settle = (result: PublishResult) => {
        stopTimer()
        inFlight.delete(settle)
        resolve(result)
      }
      inFlight.add(settle)
      client.publish(topic, asBuffer(payload), { qos: 1, retain }, (error) => {
        if (!error) settle({ kind: 'acked', mqttVersion })
        else if ('code' in error && typeof error.code === 'number') settle(refusal(error.code))
        else settle({ kind: 'no-answer' })
      })
    })
  }

  function settleAll(failure: ConnectFailure | null): void {
    isOver = true
    const isAnswer = failure?.kind === 'disconnect' && answersInDisconnect.has(failure.reasonCode)
    const result: PublishResult = isAnswer ? refusal(failure.reasonCode) : { kind: 'no-answer' }
    for (const settle of [...inFlight]) settle(result)
  }

  return { publish, settleAll }
}

function refusal(reasonCode: number): PublishResult {
  const reason = reasonCode === notAuthorized ? 'not authorized to publish' : reasonWords(reasonCode)
  return { kind: 'refused', reasonCode, reason }
}

function asBuffer(payload: string | Uint8Array): Buffer {
  if (typeof payload === 'string') return Buffer.from(payload)
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
}

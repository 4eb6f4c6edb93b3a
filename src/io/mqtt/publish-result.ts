// The result of one publish, as a value.
import type { MqttVersion } from './mqtt-version.ts'

export type PublishResult =
  /** The broker acknowledged it. On MQTT 3.1.1 a broker acknowledges a denied publish too (PROTOCOL.md §7). */
  | { readonly kind: 'acked'; readonly mqttVersion: MqttVersion }
  /** The broker refused it; `reason` is in words. */
  | { readonly kind: 'refused'; readonly reasonCode: number; readonly reason: string }
  /** Sent, but not acknowledged in time or before the connection broke: it may or may not have arrived. */
  | { readonly kind: 'no-answer' }
  /** Not sent: there is no connection. */
  | { readonly kind: 'offline' }

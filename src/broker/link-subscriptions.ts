// Subscriptions of one link. Answers are read from the SUBACK packet, because MQTT.js's error for a refused subscription
// does not carry the reason (PROTOCOL.md §7), and because its callback comes after the first retained messages.
import type { MqttClient, Packet } from 'mqtt'
import type { ConnectFailure } from './connect-failure.ts'

export interface LinkSubscriptions {
  /** Asks for these filters at QoS 1. */
  add(filters: readonly string[]): void
  /** Every packet that arrives passes here. */
  onPacket(packet: Packet): void
  /** Forgets what was asked; nothing is reported any more. */
  stop(): void
}

interface Listener {
  /** The broker granted everything that was asked. */
  readonly onGranted: () => void
  readonly onFailure: (failure: ConnectFailure) => void
}

const firstRefusal = 0x80
const topicFilterInvalid = 143

/** Follows the client's subscriptions; each must be answered within `timeoutMs`. */
export function linkSubscriptions(client: MqttClient, timeoutMs: number, listener: Listener): LinkSubscriptions {
  const awaited = new Map<number, readonly string[]>()
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  function add(filters: readonly string[]): void {
    if (filters.length === 0 || isStopped) return
    client.subscribe([...filters], { qos: 1 }, (error, _granted, packet) => {
      if (!error || packet || isStopped) return
      // No SUBACK came with the error: MQTT.js did not even send this.
      listener.onFailure({ kind: 'suback', reasonCode: topicFilterInvalid, filter: filters.join(' ') })
    })
    awaited.set(client.getLastMessageId(), filters)
    clearTimeout(timer)
    timer = setTimeout(() => listener.onFailure({ kind: 'suback-timeout' }), timeoutMs)
  }

  function onPacket(packet: Packet): void {
    if (packet.cmd !== 'suback' || isStopped) return
    const filters = awaited.get(packet.messageId ?? 0)
    if (!filters) return
    if (packet.granted.length !== filters.length) {
      listener.onFailure({ kind: 'malformed' })
      return
    }
    const codes = packet.granted.map(Number)
    const refused = codes.findIndex((code) => code >= firstRefusal)
    if (refused >= 0) {
      listener.onFailure({ kind: 'suback', reasonCode: codes[refused] ?? 0, filter: filters[refused] ?? '' })
      return
    }
    awaited.delete(packet.messageId ?? 0)
    if (awaited.size > 0) return
    clearTimeout(timer)
    listener.onGranted()
  }

  function stop(): void {
    isStopped = true
    clearTimeout(timer)
  }

  return { add, onPacket, stop }
}

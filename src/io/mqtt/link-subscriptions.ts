// Subscriptions of one link. The answers are read from the SUBACK packet, because MQTT.js's error for a refused
// subscription lacks the reason (PROTOCOL.md §7) and its callback comes after the first retained messages.
import type { MqttClient, Packet } from 'mqtt'
import type { Cancel, Clock } from '../clock/clock.ts'
import type { ConnectFailure } from './connect-failure.ts'

export interface LinkSubscriptions {
  /** Requests these filters at QoS 1. */
  add(filters: readonly string[]): void
  /** Takes every packet that arrives. */
  onPacket(packet: Packet): void
  /** Drops all requests; nothing is reported from now on. */
  stop(): void
}

interface Listener {
  /** Every request is answered, and at least one filter of this link is granted. */
  readonly onGranted: () => void
  /** One filter was refused while others are granted; it is asked for again every minute. */
  readonly onRefusedFilter: (failure: ConnectFailure) => void
  /** No answer, a wrong one, or no filter granted at all. */
  readonly onFailure: (failure: ConnectFailure) => void
}

const firstRefusal = 0x80
const topicFilterInvalid = 143
/** A refusal can pass: a cluster that is recovering refuses for a while (PROTOCOL.md §7), and rights change. */
const askAgainMs = 60_000

/** Tracks the client's subscriptions; each must be answered within `timeoutMs`. */
export function linkSubscriptions(
  client: MqttClient,
  clock: Clock,
  timeoutMs: number,
  listener: Listener,
): LinkSubscriptions {
  const awaited = new Map<number, readonly string[]>()
  const refused: Extract<ConnectFailure, { kind: 'suback' }>[] = []
  const refusedFilters = new Set<string>()
  let isAnyGranted = false
  let isStopped = false
  let stopTimer: Cancel | null = null
  let stopAskingAgain: Cancel | null = null

  function add(filters: readonly string[]): void {
    if (filters.length === 0 || isStopped) return
    client.subscribe([...filters], { qos: 1 }, (error, _granted, packet) => {
      if (!error || packet || isStopped) return
      // No SUBACK came with the error: MQTT.js did not even send this.
      listener.onFailure({ kind: 'suback', reasonCode: topicFilterInvalid, filter: filters.join(' ') })
    })
    awaited.set(client.getLastMessageId(), filters)
    stopTimer?.()
    stopTimer = clock.after(timeoutMs, () => listener.onFailure({ kind: 'suback-timeout' }))
  }

  function onPacket(packet: Packet): void {
    if (packet.cmd !== 'suback' || isStopped) return
    const filters = awaited.get(packet.messageId ?? 0)
    if (!filters) return
    if (packet.granted.length !== filters.length) {
      listener.onFailure({ kind: 'malformed' })
      return
    }
    awaited.delete(packet.messageId ?? 0)
    for (const [index, filter] of filters.entries()) {
      const reasonCode = Number(packet.granted[index])
      if (reasonCode < firstRefusal) isAnyGranted = true
      else refused.push({ kind: 'suback', reasonCode, filter })
    }
    if (awaited.size === 0) conclude()
  }

  function conclude(): void {
    stopTimer?.()
    const [first] = refused
    if (first && !isAnyGranted) {
      listener.onFailure(first)
      return
    }
    askAgain(refused.map(({ filter }) => filter))
    for (const failure of refused.splice(0)) listener.onRefusedFilter(failure)
    listener.onGranted()
  }

  function askAgain(filters: readonly string[]): void {
    if (filters.length === 0) return
    for (const filter of filters) refusedFilters.add(filter)
    stopAskingAgain ??= clock.after(askAgainMs, () => {
      stopAskingAgain = null
      const again = [...refusedFilters]
      refusedFilters.clear()
      add(again)
    })
  }

  function stop(): void {
    isStopped = true
    stopTimer?.()
    stopAskingAgain?.()
  }

  return { add, onPacket, stop }
}

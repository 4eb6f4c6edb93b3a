// Checks that the other side of a link is alive. MQTT.js counts only answers to its pings, which a slow link delivers after
// everything else that waits. Here every packet is a sign of life, and a link that is not reading does not count as silent.
import type { IClientOptions, MqttClient } from 'mqtt'
import type { Cancel, Clock } from '../clock/clock.ts'

export interface LinkKeepalive {
  /** Call when the broker has accepted the connection. */
  start(): void
  /** Call when a packet has arrived, at this time on the monotonic timeline. */
  onPacket(nowMs: number): void
  /** When the last packet arrived, on the monotonic timeline; null before the first one. */
  lastHeardMs(): number | null
  stop(): void
}

export interface LinkKeepaliveOptions {
  readonly clock: Clock
  /** Whether the link is not reading at the moment. */
  readonly isHeld: () => boolean
  /** Called once, 10 to 15 s after the broker has fallen silent. */
  readonly onSilence: () => void
}

/** Sent to the broker, which closes the connection after 1.5 times this without a packet; it may ask for less. */
export const keepaliveSec = 10

/** MQTT.js's own keepalive, switched off. */
export const withoutKeepaliveTimer: Pick<IClientOptions, 'timerVariant'> = {
  timerVariant: { set: () => 0, clear: () => {} },
}

const ticksToPing = 2
const ticksToSilence = 3

/** Pings once per keepalive interval, also while messages flow: the broker waits to hear from us. */
export function linkKeepalive(client: MqttClient, { clock, isHeld, onSilence }: LinkKeepaliveOptions): LinkKeepalive {
  let stopTimer: Cancel | null = null
  let lastHeardMs: number | null = null
  let ticks = 0
  let silentTicks = 0

  function tick(): void {
    ticks += 1
    silentTicks = isHeld() ? 0 : silentTicks + 1
    if (silentTicks >= ticksToSilence) {
      stop()
      onSilence()
    } else if (ticks % ticksToPing === 0) client.sendPing()
  }

  function stop(): void {
    stopTimer?.()
  }

  return {
    start: () => {
      stopTimer = clock.every(((client.keepalive ?? keepaliveSec) * 1000) / ticksToPing, tick)
    },
    onPacket: (nowMs) => {
      silentTicks = 0
      lastHeardMs = nowMs
    },
    lastHeardMs: () => lastHeardMs,
    stop,
  }
}

// Where the measured subscribers get their events from: through a broker that people use, or from one that costs nothing.
import { startMosquitto } from '../support/mosquitto.ts'
import { sendAll } from './raw-sender.ts'

export type Qos = 0 | 1

export interface Source {
  /** `through Mosquitto`: for the name of a figure. */
  readonly how: string
  readonly port: number
  /** The version of MQTT that its packets are encoded for. */
  readonly mqttVersion: 4 | 5
  /** Sends the packets as fast as they are taken; resolves when the last one is written and, at QoS 1, acknowledged. */
  send(packets: readonly Buffer[], qos: Qos): Promise<void>
  stop(): Promise<void>
}

/** The broker must be no limit: it holds back nothing, drops nothing and logs nothing. */
export const config = 'log_type none\nmax_inflight_messages 0\nmax_queued_messages 0'

export async function mosquittoSource(): Promise<Source> {
  const { port, stop } = await startMosquitto({ config })
  return { how: 'through Mosquitto', port, mqttVersion: 4, send: (...load) => sendAll(port, ...load), stop }
}

// One MQTT.js client over one socket, from dialling to its end. MQTT.js never reconnects here: it would repeat TLS errors
// for ever and loop on denied publishes (PROTOCOL.md §7), so every attempt is a new client.
import { connect } from 'mqtt'
import type { Message } from '../../domain/protocol/message.ts'
import type { Clock } from '../clock/clock.ts'
import { mqttClientOptions } from './client-options.ts'
import type { ConnectFailure } from './connect-failure.ts'
import { linkPublishes, type PublishOptions } from './link-publishes.ts'
import { linkSubscriptions } from './link-subscriptions.ts'
import type { MqttVersion } from './mqtt-version.ts'
import type { PublishResult } from './publish-result.ts'
import type { BrokerSettings } from './settings.ts'
import type { TlsFiles } from './tls-files.ts'
import { type CodedError, transportWatch } from './transport-watch.ts'

export interface LinkOptions {
  readonly settings: BrokerSettings
  readonly tlsFiles: TlsFiles
  readonly mqttVersion: MqttVersion
  /** Subscribed at QoS 1 before the link counts as up. */
  readonly filters: readonly string[]
  /** Limit for the transport and the CONNACK together, and again for each SUBACK. */
  readonly timeoutMs: number
  /** Stamps every message and owns the link's timers. */
  readonly clock: Clock
  /** The broker accepted the connection and at least one filter, if there are any. */
  readonly onUp: () => void
  /** A filter was refused while others are granted. */
  readonly onRefusedFilter?: (failure: ConnectFailure) => void
  readonly onMessage: (message: Message) => void
  /** Called at most once, and never after `end()`; the link is over by then. */
  readonly onFailure: (failure: ConnectFailure) => void
}

export interface Link {
  /** Publishes at QoS 1. Resolves with the result within `timeoutMs`; never rejects. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<PublishResult>
  subscribe(filters: readonly string[]): void
  /** Sends DISCONNECT; resolves when the socket is closed. */
  end(): Promise<void>
}

/** How long a broker may take to close the socket after our DISCONNECT. */
const farewellMs = 500

/** Dials the broker. Throws MQTT.js's error when the settings cannot even be tried. */
export function openLink(options: LinkOptions): Link {
  const { settings, tlsFiles, mqttVersion, timeoutMs, clock } = options
  const transport = transportWatch(settings)
  const clientOptions = mqttClientOptions(settings, tlsFiles, mqttVersion, timeoutMs)
  const client = connect({ ...clientOptions, wsOptions: transport.wsOptions })
  const { stream } = client
  transport.watch(stream)
  let phase: 'opening' | 'connected' | 'up' | 'over' = 'opening'
  let connackCode = 0
  const publishes = linkPublishes(client, mqttVersion, clock)
  const subscriptions = linkSubscriptions(client, clock, timeoutMs, {
    onGranted: becomeUp,
    onRefusedFilter: (failure) => options.onRefusedFilter?.(failure),
    onFailure: fail,
  })
  const stopOpeningTimer = clock.after(timeoutMs, () => fail(transport.failureOfSilence()))
  const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()))

  // TLS errors arrive twice, and MQTT.js hides those without a code from its own event: both paths lead to `fail`.
  stream.on('error', onError)
  client.on('error', onError)
  client.on('close', () => fail(phase === 'opening' ? transport.failureOfClose() : { kind: 'lost' }))
  client.on('disconnect', (packet) => fail({ kind: 'disconnect', reasonCode: packet.reasonCode ?? 0 }))
  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'connack') connackCode = packet.reasonCode ?? packet.returnCode ?? 0
    subscriptions.onPacket(packet)
  })
  client.on('connect', () => {
    if (phase !== 'opening') return
    stopOpeningTimer()
    phase = 'connected'
    if (options.filters.length === 0) becomeUp()
    else subscriptions.add(options.filters)
  })
  client.on('message', (topic, payload, packet) => {
    if (phase === 'over') return
    const [receivedMs, receivedWallMs] = [clock.monotonicMs(), clock.wallMs()]
    options.onMessage({ topic, payload, retained: packet.retain, receivedMs, receivedWallMs })
  })

  function becomeUp(): void {
    if (phase !== 'connected') return
    phase = 'up'
    options.onUp()
  }

  function onError(error: CodedError): void {
    if (phase !== 'opening') fail(failureOfOpenLink(error))
    else if (connackCode > 0) fail({ kind: 'connack', reasonCode: connackCode })
    else fail(transport.failureOf(error))
  }

  function fail(failure: ConnectFailure): void {
    if (phase === 'over') return
    stop()
    // Before MQTT.js settles them all with "Connection closed".
    publishes.settleAll(failure)
    client.end(true)
    options.onFailure(failure)
  }

  function stop(): void {
    phase = 'over'
    stopOpeningTimer()
    subscriptions.stop()
  }

  async function end(): Promise<void> {
    const before = phase
    stop()
    if (before !== 'over') client.end(before === 'opening')
    const stopFarewellTimer = clock.after(farewellMs, () => stream.destroy())
    await closed
    stopFarewellTimer()
    publishes.settleAll(null)
  }

  return {
    publish: async (topic, payload, publishOptions) =>
      phase === 'up' ? publishes.publish(topic, payload, publishOptions) : { kind: 'offline' },
    subscribe: (filters) => subscriptions.add(filters),
    end,
  }
}

function failureOfOpenLink(error: CodedError): ConnectFailure {
  if (error.message === 'Keepalive timeout') return { kind: 'keepalive' }
  return typeof error.code === 'string' ? { kind: 'lost' } : { kind: 'malformed' }
}

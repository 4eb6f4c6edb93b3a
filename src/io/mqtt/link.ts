// One MQTT.js client over one socket, from dialling to its end. MQTT.js never reconnects here: it would repeat TLS errors
// for ever and loop on denied publishes (PROTOCOL.md §7), so every attempt is a new client.
import { connect } from 'mqtt'
import { maximumPacketSize, mqttClientOptions } from './client-options.ts'
import type { ConnectFailure } from './connect-failure.ts'
import type { SessionRequest } from './connection-session.ts'
import { type LinkDeliveriesOptions, linkDeliveries } from './link-deliveries.ts'
import { linkKeepalive } from './link-keepalive.ts'
import { linkPublishes, type PublishOptions } from './link-publishes.ts'
import { linkReader } from './link-reader.ts'
import { linkSubscriptions } from './link-subscriptions.ts'
import type { MqttVersion } from './mqtt-version.ts'
import type { PublishResult } from './publish-result.ts'
import type { BrokerSettings } from './settings.ts'
import type { TlsFiles } from './tls-files.ts'
import { type CodedError, transportWatch } from './transport-watch.ts'

export interface LinkOptions extends LinkDeliveriesOptions {
  readonly settings: BrokerSettings
  readonly tlsFiles: TlsFiles
  readonly mqttVersion: MqttVersion
  readonly session: SessionRequest
  /** Subscribed at QoS 1 before the link counts as up. */
  readonly filters: readonly string[]
  /** Limit for the transport and the CONNACK together, and again for each SUBACK. */
  readonly timeoutMs: number
  /** The broker accepted the connection and at least one filter, if there are any; it resumed the session or began one. */
  readonly onUp: (link: Link, isSessionPresent: boolean) => void
  /** A filter was refused while others are granted. */
  readonly onRefusedFilter?: (failure: ConnectFailure) => void
  /** Called at most once, and never after `end()`; the link is over by then. */
  readonly onFailure: (failure: ConnectFailure) => void
}

export interface Link {
  /** Publishes at QoS 1. Resolves with the result within `timeoutMs`; never rejects. */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<PublishResult>
  subscribe(filters: readonly string[]): void
  unsubscribe(filters: readonly string[]): void
  /** Acknowledges every delivery up to and including this number, when acknowledging is left to the link's owner. */
  acknowledge(through: number): void
  /** Asks the broker for a sign of life, beside the keepalive. */
  ping(): void
  /** When the last packet arrived, on the monotonic timeline; null before the first one. */
  lastHeardMs(): number | null
  /** Sends DISCONNECT, which with `end` also ends the session (MQTT 5 only); resolves when the socket is closed. */
  end(session: 'keep' | 'end'): Promise<void>
}

/** How long a broker may take to close the socket after our DISCONNECT. */
const farewellMs = 500

/** Dials the broker. Throws MQTT.js's error when the settings cannot even be tried. */
export function openLink(options: LinkOptions): Link {
  const { settings, mqttVersion, timeoutMs, clock } = options
  const transport = transportWatch(settings)
  const clientOptions = mqttClientOptions(options)
  const client = connect({ ...clientOptions, wsOptions: transport.wsOptions })
  const { stream } = client
  transport.watch(stream)
  let phase: 'opening' | 'connected' | 'up' | 'over' = 'opening'
  let connackCode = 0
  let isSessionPresent = false
  const publishes = linkPublishes(client, mqttVersion, clock)
  const subscriptions = linkSubscriptions(client, clock, timeoutMs, {
    onGranted: becomeUp,
    onRefusedFilter: (failure) => options.onRefusedFilter?.(failure),
    onFailure: fail,
  })
  const deliveries = linkDeliveries(client, { ...options, onRelease: () => reader.readOn() })
  const reader = linkReader(client, {
    mqttVersion,
    maxPacketBytes: maximumPacketSize,
    isHeld: deliveries.isHeld,
    onPublish: (publish) => {
      const nowMs = clock.monotonicMs()
      keepalive.onPacket(nowMs)
      deliveries.take(publish, nowMs)
    },
  })
  const keepalive = linkKeepalive(client, {
    clock,
    isHeld: deliveries.isHeld,
    onSilence: () => fail({ kind: 'keepalive' }),
  })
  const stopOpeningTimer = clock.after(timeoutMs, () => fail(transport.failureOfSilence()))
  const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()))

  // TLS errors arrive twice, and MQTT.js hides those without a code from its own event: both paths lead to `fail`.
  stream.on('error', onError)
  client.on('error', onError)
  client.on('close', () => fail(phase === 'opening' ? transport.failureOfClose() : { kind: 'lost' }))
  client.on('disconnect', (packet) => fail({ kind: 'disconnect', reasonCode: packet.reasonCode ?? 0 }))
  client.on('packetreceive', (packet) => {
    keepalive.onPacket(clock.monotonicMs())
    if (packet.cmd === 'connack') connackCode = packet.reasonCode ?? packet.returnCode ?? 0
    subscriptions.onPacket(packet)
  })
  client.on('connect', (connack) => {
    if (phase !== 'opening') return
    isSessionPresent = connack.sessionPresent
    stopOpeningTimer()
    keepalive.start()
    phase = 'connected'
    if (options.filters.length === 0) becomeUp()
    else subscriptions.add(options.filters)
  })

  function becomeUp(): void {
    if (phase !== 'connected') return
    phase = 'up'
    options.onUp(link, isSessionPresent)
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
    keepalive.stop()
    deliveries.stop()
  }

  async function end(session: 'keep' | 'end'): Promise<void> {
    const before = phase
    stop()
    const isEnding = session === 'end' && mqttVersion === 5
    if (before !== 'over')
      client.end(before === 'opening', isEnding ? { properties: { sessionExpiryInterval: 0 } } : {})
    const stopFarewellTimer = clock.after(farewellMs, () => stream.destroy())
    await closed
    stopFarewellTimer()
    publishes.settleAll(null)
  }

  const link: Link = {
    publish: publishes.publish,
    subscribe: (filters) => subscriptions.add(filters),
    unsubscribe: (filters) => {
      if (phase !== 'over' && filters.length > 0) client.unsubscribe([...filters])
    },
    acknowledge: deliveries.acknowledge,
    ping: () => {
      if (phase === 'up') client.sendPing()
    },
    lastHeardMs: keepalive.lastHeardMs,
    end,
  }
  return link
}

function failureOfOpenLink(error: CodedError): ConnectFailure {
  return typeof error.code === 'string' ? { kind: 'lost' } : { kind: 'malformed' }
}

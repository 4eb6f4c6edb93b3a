// The messages that a link has delivered but not yet acknowledged: the PUBACKs follow the write to the ledger, many at once
// (PROTOCOL.md §8). This relies on a detail of MQTT.js, which test/io/mqtt/mqtt-js-contract.test.ts watches: when the callback
// of `handleMessage` gets an error, the PUBACK is skipped and the next packet is read.
import type { MqttClient } from 'mqtt'
import type { Message } from '../../domain/protocol/message.ts'
import type { Clock } from '../clock/clock.ts'
import type { PlainPublish } from './link-reader.ts'

/** Who acknowledges messages of QoS 1: the link when it delivers them, or its owner once they are recorded. */
export type Acknowledgement = 'on-receipt' | 'by-owner'

/** Numbers the deliveries of a connection, over all its links. */
export interface DeliveryNumbers {
  last: number
}

export interface LinkDeliveriesOptions {
  readonly acknowledgement: Acknowledgement
  readonly deliveryNumbers: DeliveryNumbers
  /** Stamps every message where it arrives. */
  readonly clock: Clock
  readonly onMessage: (message: Message, delivery: number) => void
}

interface LinkDeliveriesHooks extends LinkDeliveriesOptions {
  /** What was held may be read on. */
  readonly onRelease: () => void
}

export interface LinkDeliveries {
  /** Takes an event that did not go through MQTT.js, and when it came, on the monotonic timeline. */
  take(publish: PlainPublish, receivedMs: number): void
  /** Acknowledges every delivery up to and including this number; one of an earlier link changes nothing. */
  acknowledge(through: number): void
  /** Whether reading waits because too much is unacknowledged. */
  isHeld(): boolean
  /** Delivers and acknowledges nothing more: a session keeps the rest. */
  stop(): void
}

/** More than any commit contains; beyond it the link reads on only as its owner acknowledges. */
const maxUnacknowledged = 10_000
const maxUnacknowledgedBytes = 32 * 1024 * 1024

const notAcknowledged = new Error('not acknowledged yet')

interface Unacknowledged {
  /** 0 at QoS 0, which is not acknowledged. */
  readonly packetId: number
  readonly bytes: number
}

/** Takes over how this client delivers and acknowledges messages. */
export function linkDeliveries(client: MqttClient, options: LinkDeliveriesHooks): LinkDeliveries {
  const { acknowledgement, deliveryNumbers, clock, onMessage, onRelease } = options
  let unacknowledged: Unacknowledged[] = []
  let unacknowledgedBytes = 0
  let readOn: (() => void) | null = null
  let isStopped = false

  client.handleMessage = (packet, callback) => {
    const goOn = () => callback(notAcknowledged)
    if (isStopped) {
      goOn()
      return
    }
    const { topic, payload: sent, retain: retained, messageId: packetId = 0, length: bytes = 0 } = packet
    const payload = typeof sent === 'string' ? Buffer.from(sent) : sent
    deliver({ topic, payload, retained, packetId, bytes }, clock.monotonicMs())
    if (acknowledgement === 'on-receipt') callback()
    else if (isFull()) readOn = goOn
    else goOn()
  }

  function deliver({ topic, payload, retained, packetId, bytes }: PlainPublish, receivedMs: number): void {
    if (acknowledgement === 'by-owner') {
      unacknowledged.push({ packetId, bytes })
      unacknowledgedBytes += bytes
    }
    onMessage({ topic, payload, retained, receivedMs, receivedWallMs: clock.wallMs() }, ++deliveryNumbers.last)
  }

  function take(publish: PlainPublish, receivedMs: number): void {
    if (isStopped) return
    deliver(publish, receivedMs)
    if (acknowledgement === 'on-receipt' && publish.packetId > 0) client.stream.write(pubacks([publish.packetId]))
  }

  function isFull(): boolean {
    return unacknowledged.length >= maxUnacknowledged || unacknowledgedBytes >= maxUnacknowledgedBytes
  }

  function acknowledge(through: number): void {
    const first = deliveryNumbers.last + 1 - unacknowledged.length
    const settled = unacknowledged.splice(0, Math.max(0, through - first + 1))
    if (settled.length === 0) return
    for (const { bytes } of settled) unacknowledgedBytes -= bytes
    const packetIds = settled.map(({ packetId }) => packetId).filter((packetId) => packetId > 0)
    if (packetIds.length > 0) client.stream.write(pubacks(packetIds))
    if (!isFull()) release()
  }

  function release(): void {
    const goOn = readOn
    readOn = null
    goOn?.()
    onRelease()
  }

  return {
    acknowledge,
    take,
    isHeld: isFull,
    stop: () => {
      isStopped = true
      unacknowledged = []
      release()
    },
  }
}

/** PUBACK packets, the same in MQTT 3.1.1 and 5, in the order of the messages as MQTT demands. */
function pubacks(packetIds: readonly number[]): Buffer {
  const bytes = Buffer.alloc(packetIds.length * 4)
  for (const [index, packetId] of packetIds.entries()) {
    bytes.writeUInt16BE(0x4002, index * 4)
    bytes.writeUInt16BE(packetId, index * 4 + 2)
  }
  return bytes
}

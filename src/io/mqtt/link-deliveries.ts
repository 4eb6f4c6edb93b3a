// What a link has handed over and not yet acknowledged: the PUBACKs follow the write to the ledger, many at once
// (PROTOCOL.md §8). This leans on a detail of MQTT.js, which test/io/mqtt/mqtt-js-contract.test.ts watches: when the callback
// of `handleMessage` gets an error, the PUBACK is skipped and the next packet is read.
import type { IPublishPacket, MqttClient } from 'mqtt'

/** Who acknowledges messages of QoS 1: the link as it hands them over, or its owner once they are recorded. */
export type Acknowledgement = 'on-receipt' | 'by-owner'

export interface LinkDeliveriesOptions {
  readonly acknowledgement: Acknowledgement
  /** The number of the first delivery; each next one has the next number. */
  readonly firstDelivery: number
  readonly onDelivery: (packet: IPublishPacket, delivery: number) => void
}

export interface LinkDeliveries {
  /** Acknowledges every delivery up to and including this number; one of an earlier link changes nothing. */
  acknowledge(through: number): void
  /** Whether reading waits because too much is unacknowledged. */
  isHeld(): boolean
  /** Hands over and acknowledges nothing more: a session keeps what is left. */
  stop(): void
}

/** More than any commit takes in; beyond it the link reads on only as its owner acknowledges. */
const maxUnacknowledged = 10_000
const maxUnacknowledgedBytes = 32 * 1024 * 1024

const notAcknowledged = new Error('not acknowledged yet')

interface Unacknowledged {
  /** 0 at QoS 0, where nothing is to be acknowledged. */
  readonly packetId: number
  readonly bytes: number
}

/** Takes over how this client hands over and acknowledges what it receives. */
export function linkDeliveries(client: MqttClient, options: LinkDeliveriesOptions): LinkDeliveries {
  let nextDelivery = options.firstDelivery
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
    const delivery = nextDelivery++
    if (options.acknowledgement === 'on-receipt') {
      options.onDelivery(packet, delivery)
      callback()
      return
    }
    unacknowledged.push({ packetId: packet.messageId ?? 0, bytes: packet.length ?? 0 })
    unacknowledgedBytes += packet.length ?? 0
    options.onDelivery(packet, delivery)
    if (isFull()) readOn = goOn
    else goOn()
  }

  function isFull(): boolean {
    return unacknowledged.length >= maxUnacknowledged || unacknowledgedBytes >= maxUnacknowledgedBytes
  }

  function acknowledge(through: number): void {
    const first = nextDelivery - unacknowledged.length
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
  }

  return {
    acknowledge,
    isHeld: () => readOn !== null,
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

// A broker that answers some messages by closing the connection, without a PUBACK, as RabbitMQ and aedes do with what they deny
// (PROTOCOL.md §7).
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { BrokerSettings } from '../../../src/io/mqtt/settings.ts'
import { plainSettings } from '../../support/mosquitto.ts'

export interface ClosingBroker {
  readonly settings: BrokerSettings
  /** The topics of the messages that were acknowledged, in order. */
  readonly acked: readonly string[]
  /** The topics of the messages that were answered with a close. */
  readonly closedOver: readonly string[]
}

/** Closes over every message whose topic contains `denied`; ends with the test. */
export async function ownClosingBroker(): Promise<ClosingBroker> {
  const acked: string[] = []
  const closedOver: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let waiting = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes])
      for (let packet = firstPacket(waiting); packet; packet = firstPacket(waiting)) {
        waiting = waiting.subarray(packet.length)
        if (packet[0] === 0x10) socket.write(Buffer.from([0x20, 3, 0, 0, 0]))
        if ((packet[0] ?? 0) >> 4 !== 3) continue
        const { topic, packetId } = publishIn(packet)
        if (topic.includes('denied')) {
          closedOver.push(topic)
          socket.destroy()
          return
        }
        acked.push(topic)
        socket.write(Buffer.from([0x40, 2, ...packetId]))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { settings: plainSettings((server.address() as AddressInfo).port), acked, closedOver }
}

/** The first whole packet; null while it has not arrived. */
function firstPacket(bytes: Buffer): Buffer | null {
  const { value, size } = lengthIn(bytes)
  const end = 1 + size + value
  return size > 0 && bytes.length >= end ? bytes.subarray(0, end) : null
}

/** The remaining length (MQTT 5, §1.5.5) and the bytes that it takes; 0 when they have not all arrived. */
function lengthIn(bytes: Buffer): { readonly value: number; readonly size: number } {
  let value = 0
  for (let index = 1; index < Math.min(bytes.length, 5); index++) {
    const byte = bytes[index] ?? 0
    value += (byte & 0x7f) * 128 ** (index - 1)
    if (byte < 0x80) return { value, size: index }
  }
  return { value: 0, size: 0 }
}

function publishIn(packet: Buffer): { readonly topic: string; readonly packetId: readonly number[] } {
  const at = 1 + lengthIn(packet).size
  const length = packet.readUInt16BE(at)
  return {
    topic: packet.toString('utf8', at + 2, at + 2 + length),
    packetId: [...packet.subarray(at + 2 + length, at + 4 + length)],
  }
}

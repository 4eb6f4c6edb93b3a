// Sends messages as fast as a broker takes them. MQTT.js publishes 1,900 a second at QoS 1, fewer than the monitor can
// take (PROTOCOL.md §7), so this writes MQTT 3.1.1 itself: pipelined, with a window of unacknowledged messages.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Message } from './events.ts'
import type { Qos, Source } from './source.ts'

const windowSize = 1_000
const ackBytes = 4

function lengthOf(bytes: number): Buffer {
  const digits: number[] = []
  let rest = bytes
  do {
    const digit = rest % 128
    rest = Math.floor(rest / 128)
    digits.push(rest > 0 ? digit + 128 : digit)
  } while (rest > 0)
  return Buffer.from(digits)
}

function word(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([word(bytes.length), bytes])
}

function packet(head: number, body: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(body)
  return Buffer.concat([Buffer.from([head]), lengthOf(bytes.length), bytes])
}

function connectPacket(clientId: string): Buffer {
  const cleanSession = 2
  return packet(0x10, [text('MQTT'), Buffer.from([4, cleanSession]), word(0), text(clientId)])
}

/** The messages as packets of that QoS. No window holds a packet id twice. */
export function packetsOf(
  messages: readonly Message[],
  qos: Qos,
  mqttVersion: Source['mqttVersion'] = 4,
): readonly Buffer[] {
  const idOf = (index: number) => (qos === 1 ? [word((index % 65_000) + 1)] : [])
  const properties = mqttVersion === 5 ? [Buffer.from([0])] : []
  return messages.map(({ topic, payload }, index) =>
    packet(0x30 | (qos << 1), [text(topic), ...idOf(index), ...properties, payload]),
  )
}

/** Sends the packets to the broker on that loopback port; resolves when the last one is written and, at QoS 1, acknowledged. */
export async function sendAll(port: number, packets: readonly Buffer[], qos: Qos): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  socket.write(connectPacket('bench-sender'))
  await once(socket, 'data')
  let received = 0
  let wake = () => {}
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
    wake()
  })
  const acked = () => Math.floor(received / ackBytes)
  const progress = () =>
    new Promise<void>((resolve) => {
      wake = resolve
    })
  for (let sent = 0; sent < packets.length; ) {
    if (qos === 1) while (sent - acked() >= windowSize) await progress()
    const room = qos === 1 ? windowSize - (sent - acked()) : windowSize
    await write(socket, packets.slice(sent, sent + room))
    sent += room
  }
  if (qos === 1) while (acked() < packets.length) await progress()
  socket.end(Buffer.from([0xe0, 0]))
  await once(socket, 'close')
}

async function write(socket: Socket, packets: readonly Buffer[]): Promise<void> {
  if (!socket.write(Buffer.concat(packets))) await once(socket, 'drain')
}

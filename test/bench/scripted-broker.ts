// A broker that costs next to nothing: it speaks just enough MQTT 5 to deliver packets that were encoded before, as fast as the
// subscriber takes them. Through Mosquitto, whose own work limits a fast subscriber, the ratios flatter.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Qos, Source } from './source.ts'

/** As many as the subscribers allow to be unacknowledged, less a piece. */
const windowSize = 60_000
const pieceSize = 200
const connack = Buffer.from([0x20, 3, 0, 0, 0])
const pingresp = Buffer.from([0xd0, 0])
const type = { connect: 1, puback: 4, subscribe: 8, pingreq: 12 }

/** Starts a broker for one subscriber at a time. */
export async function startScriptedBroker(): Promise<Source> {
  let subscriber: Socket | null = null
  let acknowledged = 0
  let wake = () => {}

  const server = createServer((socket) => {
    let rest: Buffer = Buffer.alloc(0)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      // A packet from a subscriber is shorter than 16 kB: its length has two bytes at most.
      while (rest.length >= 2) {
        const low = rest[1] ?? 0
        const headBytes = low < 128 ? 2 : 3
        const end = headBytes + (low < 128 ? low : (low & 0x7f) + (rest[2] ?? 0) * 128)
        if (rest.length < end) break
        answer(socket, (rest[0] ?? 0) >> 4, rest.subarray(headBytes, end))
        rest = rest.subarray(end)
      }
    })
  })

  function answer(socket: Socket, kind: number, body: Buffer): void {
    if (kind === type.connect) socket.write(connack)
    else if (kind === type.pingreq) socket.write(pingresp)
    else if (kind === type.puback) {
      acknowledged += 1
      wake()
    } else if (kind === type.subscribe) {
      subscriber = socket
      socket.write(Buffer.from([0x90, 4, body[0] ?? 0, body[1] ?? 0, 0, 1]))
    }
  }

  async function send(packets: readonly Buffer[], qos: Qos): Promise<void> {
    const socket = subscriber
    if (!socket) throw new Error('nobody has subscribed')
    acknowledged = 0
    const pieces = Array.from({ length: Math.ceil(packets.length / pieceSize) }, (_, index) =>
      packets.slice(index * pieceSize, (index + 1) * pieceSize),
    )
    let sent = 0
    for (const piece of pieces) {
      if (qos === 1) await acknowledgedUpTo(sent - windowSize)
      sent += piece.length
      if (!socket.write(Buffer.concat(piece))) await once(socket, 'drain')
    }
    if (qos === 1) await acknowledgedUpTo(sent)
  }

  async function acknowledgedUpTo(count: number): Promise<void> {
    while (acknowledged < count)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    how: 'from a scripted broker',
    port: typeof address === 'object' && address ? address.port : 0,
    mqttVersion: 5,
    send,
    stop: async () => {
      server.close()
      subscriber?.destroy()
    },
  }
}

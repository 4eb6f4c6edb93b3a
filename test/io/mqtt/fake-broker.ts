// A "broker" that answers whatever a test says, byte by byte: nonsense, silence, refusals that Mosquitto never gives.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { BrokerSettings } from '../../../src/io/mqtt/settings.ts'
import { plainSettings } from '../../support/mosquitto.ts'

export interface FakeBroker {
  readonly settings: BrokerSettings
  /** The protocol versions of the CONNECTs that arrived, in order. */
  readonly versions: readonly number[]
  /** Sockets that are open now. */
  openSockets(): number
  /** Drops whoever is connected. */
  closeSockets(): void
  close(): Promise<void>
}

export interface FakeAnswers {
  readonly onSocket?: (socket: Socket) => void
  /** `version` is 4 or 5. */
  readonly onConnect?: (socket: Socket, version: number) => void
  readonly onSubscribe?: (socket: Socket, packetId: readonly [number, number]) => void
  readonly onPublish?: (socket: Socket) => void
}

const connackAccepted: Readonly<Record<number, readonly number[]>> = { 4: [0x20, 2, 0, 0], 5: [0x20, 3, 0, 0, 0] }

/** Accepts the connection in its version. */
export function acceptConnect(socket: Socket, version: number): void {
  socket.write(Buffer.from(connackAccepted[version] ?? []))
}

/** A SUBACK of MQTT 5, with a code for each filter. */
export function subackOf(packetId: readonly [number, number], ...reasonCodes: readonly number[]): Buffer {
  return Buffer.from([0x90, 3 + reasonCodes.length, ...packetId, 0, ...reasonCodes])
}

/** Listens on a free loopback port. Relies on one packet a chunk, as MQTT.js writes them when it waits for answers. */
export async function startFakeBroker(answers: FakeAnswers): Promise<FakeBroker> {
  const sockets = new Set<Socket>()
  const versions: number[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    answers.onSocket?.(socket)
    socket.on('data', (bytes) => {
      if (bytes[0] === 0x10) {
        const version = bytes[8] ?? 0
        versions.push(version)
        answers.onConnect?.(socket, version)
      }
      if (bytes[0] === 0x82) answers.onSubscribe?.(socket, [bytes[2] ?? 0, bytes[3] ?? 0])
      if (bytes[0] === 0x32 || bytes[0] === 0x33) answers.onPublish?.(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const closeSockets = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    settings: plainSettings((server.address() as AddressInfo).port),
    versions,
    openSockets: () => sockets.size,
    closeSockets,
    close: async () => {
      closeSockets()
      server.close()
      await once(server, 'close')
    },
  }
}

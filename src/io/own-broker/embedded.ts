// A broker inside the process, for the demo, for `broker serve` and for a first try without installing anything.
// It speaks MQTT 3.1.1 only, on loopback only.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Aedes, PublishPacket } from 'aedes'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import { makeDirectory } from '../files/make-directory.ts'
import { type BrokerSettings, brokerUrl, plainSettings } from '../mqtt/settings.ts'

export interface EmbeddedBrokerOptions {
  /** Default: a free port. */
  readonly port?: number
  /** Where retained messages and sessions survive the process. Default: in memory only. */
  readonly dataDir?: string
}

export interface EmbeddedBroker {
  readonly settings: BrokerSettings
  readonly url: string
  /** Closes every connection and the store. */
  close(): Promise<void>
}

interface Store {
  readonly persistence: object | undefined
  close(): Promise<void>
}

const host = '127.0.0.1'

/** Starts the broker on 127.0.0.1. Throws `io` when the port is taken or the data directory cannot be used. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
  const store = await openStore(options.dataDir)
  const { Aedes } = await import('aedes')
  const broker = new Aedes({
    persistence: store.persistence,
    authorizePublish: (_client, packet, done) => {
      discardReserved(packet)
      done(null)
    },
  })
  // A broken store or client must not end the process that hosts the broker.
  broker.on('error' as 'closed', () => {})
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  try {
    await broker.listen()
    await listen(server, options.port ?? 0)
  } catch (error) {
    await closeAll(broker, server, sockets, store)
    throw error
  }
  const { port } = server.address() as AddressInfo
  const settings = { ...plainSettings(host, port), clientIdPrefix: 'jobdeck' }
  return { settings, url: brokerUrl(settings), close: () => closeAll(broker, server, sockets, store) }
}

/**
 * A publish to `$SYS/…` is acknowledged and dropped. Aedes would close the connection, and a client that resends what was
 * not acknowledged would repeat it for ever (PROTOCOL.md §7).
 */
function discardReserved(packet: PublishPacket): void {
  if (!packet.topic.startsWith('$SYS/')) return
  packet.topic = '$discarded'
  packet.payload = Buffer.alloc(0)
  packet.retain = false
}

async function openStore(dataDir: string | undefined): Promise<Store> {
  if (dataDir === undefined) return { persistence: undefined, close: async () => {} }
  const { ClassicLevel } = await import('classic-level')
  const { default: persistenceOf } = await import('aedes-persistence-level')
  try {
    makeDirectory(dataDir)
    const database = new ClassicLevel(dataDir)
    await database.open()
    return { persistence: persistenceOf(database), close: () => database.close() }
  } catch (error) {
    throw unusableStore(dataDir, error)
  }
}

function unusableStore(dataDir: string, error: unknown): JobdeckError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const isLocked = (cause as NodeJS.ErrnoException).code === 'LEVEL_LOCKED'
  const reason = isLocked
    ? 'another broker is using it'
    : safeLine(cause instanceof Error ? cause.message : String(cause))
  return new JobdeckError(
    'io',
    `the data directory ${safeLine(dataDir)} cannot be used (${reason})`,
    'choose another one',
  )
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const reason = code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${code})`
    throw new JobdeckError(
      'io',
      `port ${port} of ${host} ${reason}`,
      'choose another port, or stop the program that listens there',
    )
  }
}

async function closeAll(broker: Aedes, server: Server, sockets: ReadonlySet<Socket>, store: Store): Promise<void> {
  const serverClosed = server.listening ? new Promise((resolve) => server.close(resolve)) : null
  await new Promise<void>((resolve) => broker.close(resolve))
  for (const socket of sockets) socket.destroy()
  await serverClosed
  await store.close()
}

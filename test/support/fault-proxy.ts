// A TCP proxy with the faults of real networks: it cuts connections, also in mid-packet, stalls them without a word to
// either side, and is slow.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface FaultProxy {
  readonly port: number
  openConnections(): number
  /** Resets every connection now. */
  cut(): void
  /** Resets every connection once so many more bytes have come from the target: most likely in the middle of a packet. */
  cutAfter(bytes: number): void
  /** Lets nothing through any more, new connections included, and closes nothing. */
  stall(): void
  /** Lets everything through again, what was held back first. */
  resume(): void
  /** How fast bytes come from the target, per connection; null as fast as they do. */
  limit(bytesPerSec: number | null): void
  /** Resets every connection and accepts no more. */
  close(): Promise<void>
}

const sliceMs = 20

/** Forwards a free loopback port to `targetPort`. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let gate: PromiseWithResolvers<void> | null = null
  let bytesToCut = Number.POSITIVE_INFINITY
  let bytesPerSec: number | null = null

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const target = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    const pair = [client, target] as const
    pairs.add(pair)
    for (const socket of pair) {
      socket.on('error', () => {})
      socket.on('close', () => {
        if (client.closed && target.closed) pairs.delete(pair)
      })
    }
    void pump(client, target, async (chunk) => {
      await pass(target, chunk)
    })
    void pump(target, client, async (chunk) => {
      for (const piece of piecesOf(chunk)) {
        if (piece.length >= bytesToCut) {
          client.write(piece.subarray(0, bytesToCut), cut)
          bytesToCut = Number.POSITIVE_INFINITY
          return
        }
        bytesToCut -= piece.length
        await pass(client, piece)
        if (bytesPerSec !== null) await delay(sliceMs)
      }
    })
  })

  /** Forwards until one end closes; its closing waits at the gate like everything else. */
  async function pump(from: Socket, to: Socket, forward: (chunk: Buffer) => Promise<void>): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        await gate?.promise
        await forward(chunk)
      }
      await gate?.promise
      to.end()
    } catch {
      await gate?.promise
      to.destroy()
    }
  }

  function* piecesOf(chunk: Buffer): Iterable<Buffer> {
    for (let at = 0; at < chunk.length; ) {
      const size = bytesPerSec === null ? chunk.length : Math.max(1, Math.round((bytesPerSec * sliceMs) / 1_000))
      yield chunk.subarray(at, at + size)
      at += size
    }
  }

  async function pass(to: Socket, bytes: Buffer): Promise<void> {
    if (to.destroyed || to.write(bytes)) return
    await Promise.race([once(to, 'drain'), once(to, 'close')])
  }

  function cut(): void {
    for (const sockets of pairs) for (const socket of sockets) socket.resetAndDestroy()
  }

  function resume(): void {
    gate?.resolve()
    gate = null
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    openConnections: () => pairs.size,
    cut,
    cutAfter: (bytes) => {
      bytesToCut = bytes
    },
    stall: () => {
      gate ??= Promise.withResolvers<void>()
    },
    resume,
    limit: (limit) => {
      bytesPerSec = limit
    },
    close: async () => {
      resume()
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

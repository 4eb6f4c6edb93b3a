// Ports for the brokers of tests, below the range that the system hands out to clients and to listeners on port 0. Each test
// process has its own block: a port stays free while its broker is down, and no two tests get the same one.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { threadId } from 'node:worker_threads'

const first = 10_000
const blockSize = 100
const blocks = 220

let next = 0

/** A loopback port on which nothing listens, another one at each call. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < blockSize; tries++) {
    const port = first + ((process.pid + threadId) % blocks) * blockSize + (next++ % blockSize)
    if (await isFree(port)) return port
  }
  throw new Error(`no port is free among the ${blockSize} of this process`)
}

/** Whether nothing listens on this loopback port. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

// Ports for brokers of tests. They lie below those that the system gives to clients and to listeners on port 0, and each
// test process has a stretch of them: so a port stays free while its broker is down, and no two tests take the same.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { threadId } from 'node:worker_threads'

const first = 10_000
const stretch = 100
const stretches = 220

let next = 0

/** A loopback port that nothing listens on, another one at each call. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < stretch; tries++) {
    const port = first + ((process.pid + threadId) % stretches) * stretch + (next++ % stretch)
    if (await isFree(port)) return port
  }
  throw new Error(`no port is free among the ${stretch} of this process`)
}

async function isFree(port: number): Promise<boolean> {
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

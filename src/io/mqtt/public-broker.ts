// Public brokers serve anyone without a login, so no session is kept there.
import { isIP } from 'node:net'
import type { BrokerSettings } from './settings.ts'

/** Whether anyone can use a broker from anywhere: it asks for no login and is not on this machine. */
export function isPublicBroker({ host, tls, username, certFile }: BrokerSettings): boolean {
  return username === null && !(tls && certFile !== null) && !isLoopback(host)
}

/** Whether a host is this machine and nothing else can reach it. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || host.toLowerCase() === 'localhost'
}

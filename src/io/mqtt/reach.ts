// Whether a broker's port answers: what the list of profiles shows. No login, no secret, so that looking costs nothing.
import { connect } from 'node:net'
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import type { BrokerSettings } from './settings.ts'

const limitMs = 3_000

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up',
  ENETUNREACH: 'the network cannot be reached',
  EHOSTUNREACH: 'the host cannot be reached',
}

/** Opens a TCP connection and closes it; null when that worked, else why not in a few words. Never rejects. */
export function whyUnreachable(
  { host, port }: Pick<BrokerSettings, 'host' | 'port'>,
  clock: Clock = systemClock,
): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const settle = (problem: string | null) => {
      stopTimer()
      socket.destroy()
      resolve(problem)
    }
    const stopTimer = clock.after(limitMs, () => settle(`no answer in ${limitMs / 1000} s`))
    socket.on('connect', () => settle(null))
    socket.on('error', (error: NodeJS.ErrnoException) => settle(words[error.code ?? ''] ?? `failed (${error.code})`))
  })
}

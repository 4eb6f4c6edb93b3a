// Whether a broker's port answers, for the list of profiles. It needs neither a login nor a secret.
import { connect } from 'node:net'
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'
import type { BrokerSettings } from './settings.ts'

const limitMs = 3_000

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'host lookup failed',
  ENETUNREACH: 'network unreachable',
  EHOSTUNREACH: 'host unreachable',
}

/** Opens and closes a TCP connection; null when that worked, otherwise the reason in a few words. Never rejects. */
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

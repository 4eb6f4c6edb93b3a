// MQTT 3.1.1 has no packet for ending a session: a clean connect with the same client id does it.
import type { Clock } from '../clock/clock.ts'
import { openLink } from './link.ts'
import type { BrokerSettings } from './settings.ts'
import type { TlsFiles } from './tls-files.ts'

export interface EndSessionOptions {
  readonly settings: BrokerSettings
  readonly tlsFiles: TlsFiles
  readonly clientId: string
  readonly clock: Clock
}

/** The longest that quitting waits for it; a session that remains is resumed by the next monitor in its slot. */
const timeoutMs = 2_000

/** Ends the session of a client that has just disconnected. */
export async function endSession({ clientId, ...options }: EndSessionOptions): Promise<void> {
  const { promise: isOver, resolve } = Promise.withResolvers<void>()
  const link = openLink({
    ...options,
    mqttVersion: 4,
    session: { clientId, clean: true, expirySec: 0 },
    acknowledgement: 'on-receipt',
    deliveryNumbers: { last: 0 },
    filters: [],
    timeoutMs,
    onUp: () => resolve(),
    onMessage: () => {},
    onFailure: () => resolve(),
  })
  await isOver
  await link.end('keep')
}

// MQTT 3.1.1 has no word for ending a session: a clean connect of the same client id does it.
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

/** Quitting waits no longer than this; a session that stays is resumed by the next monitor of its slot. */
const timeoutMs = 2_000

/** Ends the session of a client that was connected until now. */
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

// What a record keeps of a broker (PROTOCOL.md §5).
import { JobdeckError } from '../../domain/failure.ts'
import type { BrokerBlock } from '../../io/registry/record.ts'

/** The settings that a record stores of a connection, and the transport, which decides whether it can. */
export interface BrokerOfWorker extends Required<Omit<BrokerBlock, 'port'>> {
  readonly port: number
  readonly transport: 'tcp' | 'websocket'
}

/** The block that a worker connects with. Holds a secret. Throws `usage` for WebSocket, which a record cannot express. */
export function brokerBlockOf({ host, port, tls, username, password, transport }: BrokerOfWorker): BrokerBlock {
  if (transport === 'websocket')
    throw new JobdeckError(
      'usage',
      'a record cannot hold a WebSocket broker',
      'choose a profile with plain MQTT or TLS',
    )
  return { host, port, tls, username, password }
}

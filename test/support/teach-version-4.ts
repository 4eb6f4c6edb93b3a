// Makes connections of this process speak MQTT 3.1.1 on a port.
import { publishOnce } from '../../src/io/mqtt/publisher.ts'
import type { BrokerSettings } from '../../src/io/mqtt/settings.ts'
import { startEmbeddedBroker } from '../../src/io/own-broker/embedded.ts'
import { plainSettings } from './mosquitto.ts'

/**
 * A broker on this port shows that it speaks MQTT 3.1.1 only; later connections begin with that. `settings` are what they
 * dial, when that is not the port itself.
 */
export async function teachVersion4(port: number, settings: BrokerSettings = plainSettings(port)): Promise<void> {
  const broker = await startEmbeddedBroker({ port })
  await publishOnce(settings, { topic: 't/x', payload: '', retain: false, timeoutMs: 60_000 })
  await broker.close()
}

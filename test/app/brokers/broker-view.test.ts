import { expect, it } from 'vitest'
import { brokerViewOf } from '../../../src/app/brokers/broker-view.ts'
import { plainSettings } from '../../../src/io/mqtt/settings.ts'

it.each([
  [{}, 'public'],
  [{ username: 'hermes' }, 'plain'],
  [{ tls: true, username: 'hermes' }, 'tls'],
  [{ tls: true, certFile: 'client.crt' }, 'tls'],
  // Encrypted, but anyone may read and write.
  [{ tls: true }, 'public'],
  [{ certFile: 'client.crt' }, 'public'],
] as const)('a broker with %j is %s', (settings, security) => {
  expect(brokerViewOf('p', { ...plainSettings('mqtt.internal', 8883), ...settings }).security).toBe(security)
})

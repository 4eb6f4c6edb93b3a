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
  // Only this machine reaches it.
  [{ host: '127.0.0.1' }, 'local'],
  [{ host: '::1', tls: true }, 'local'],
  [{ host: 'Localhost' }, 'local'],
  [{ host: '127.0.0.1', username: 'hermes' }, 'plain'],
  [{ host: '127.0.0.1.example.org' }, 'public'],
] as const)('a broker with %j is %s', (settings, security) => {
  expect(brokerViewOf('p', { ...plainSettings('mqtt.internal', 8883), ...settings }).security).toBe(security)
})

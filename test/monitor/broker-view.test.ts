import { expect, it } from 'vitest'
import { plainSettings } from '../../src/broker/settings.ts'
import { brokerViewOf } from '../../src/monitor/broker-feed.ts'

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

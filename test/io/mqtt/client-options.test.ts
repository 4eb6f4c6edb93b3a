import { expect, it } from 'vitest'
import { mqttClientOptions } from '../../../src/io/mqtt/client-options.ts'
import { cleanSession } from '../../../src/io/mqtt/connection-session.ts'
import type { BrokerSettings } from '../../../src/io/mqtt/settings.ts'
import { plainSettings } from '../../support/mosquitto.ts'

function optionsOf(settings: BrokerSettings) {
  const tlsFiles = { ca: null, cert: null, key: null, warnings: [] }
  return mqttClientOptions({ settings, tlsFiles, mqttVersion: 5, session: cleanSession(settings), timeoutMs: 1_000 })
}

it.each([
  ['tcp', '::1', '::1'],
  ['websocket', '::1', '[::1]'],
  ['websocket', 'localhost', 'localhost'],
] as const)('over %s the host %s is dialled as %s', (transport, host, dialled) => {
  const options = optionsOf({ ...plainSettings(1883), transport, host })
  expect(options).toMatchObject({ host: dialled, hostname: dialled })
})

it('every client of a clean session has a fresh id', () => {
  const ids = Array.from({ length: 100 }, () => optionsOf(plainSettings(1883)).clientId)
  expect(new Set(ids).size).toBe(100)
})

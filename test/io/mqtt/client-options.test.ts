import { expect, it } from 'vitest'
import { mqttClientOptions } from '../../../src/io/mqtt/client-options.ts'
import { plainSettings } from '../../support/mosquitto.ts'

const noFiles = { ca: null, cert: null, key: null, warnings: [] }

it.each([
  ['tcp', '::1', '::1'],
  ['websocket', '::1', '[::1]'],
  ['websocket', 'localhost', 'localhost'],
] as const)('over %s the host %s is dialled as %s', (transport, host, dialled) => {
  const options = mqttClientOptions({ ...plainSettings(1883), transport, host }, noFiles, 5, 1_000)
  expect(options).toMatchObject({ host: dialled, hostname: dialled })
})

it('every client has a fresh id', () => {
  const ids = Array.from({ length: 100 }, () => mqttClientOptions(plainSettings(1883), noFiles, 5, 1_000).clientId)
  expect(new Set(ids).size).toBe(100)
})

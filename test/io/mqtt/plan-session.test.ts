import { expect, it } from 'vitest'
import { planSession } from '../../../src/io/mqtt/plan-session.ts'
import { isPublicBroker } from '../../../src/io/mqtt/public-broker.ts'
import type { BrokerSettings } from '../../../src/io/mqtt/settings.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { ownStateDir } from '../../support/own-slot.ts'

const anonymous: BrokerSettings = { ...plainSettings(1883), host: 'broker.hivemq.com' }

it.each<[what: string, settings: Partial<BrokerSettings>, isPublic: boolean]>([
  ['anonymous', {}, true],
  ['anonymous over TLS', { tls: true, caFile: 'ca.crt' }, true],
  ['with a client certificate that is not sent', { certFile: 'c.crt', keyFile: 'c.key' }, true],
  ['with a client certificate', { tls: true, certFile: 'c.crt', keyFile: 'c.key' }, false],
  ['with a login', { username: 'hermes' }, false],
  ['on localhost', { host: 'localhost' }, false],
  ['on 127.0.0.1', { host: '127.0.0.1' }, false],
  ['on 127.1.2.3', { host: '127.1.2.3' }, false],
  ['on ::1', { host: '::1' }, false],
  ['named like an address of this machine', { host: '127.0.0.1.example.org' }, true],
])('a broker %s is judged by who may enter', async (_, settings, isPublic) => {
  const broker = { ...anonymous, ...settings }
  expect(isPublicBroker(broker)).toBe(isPublic)
  const plan = await planSession({ stateDir: ownStateDir(), settings: broker, scope: 't' })
  expect(plan).toEqual(isPublic ? 'none' : expect.objectContaining({ number: 1 }))
})

it('a broker that does not outlive the process keeps no session', async () => {
  expect(await planSession({ stateDir: null, settings: plainSettings(1883), scope: 't' })).toBe('none')
})

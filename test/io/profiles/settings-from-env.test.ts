import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JobdeckError } from '../../../src/domain/failure.ts'
import { settingsFromEnv } from '../../../src/io/profiles/settings-from-env.ts'

describe('settings from the environment', () => {
  it('are the public broker without any variable', () => {
    expect(settingsFromEnv({})).toEqual({
      host: 'broker.hivemq.com',
      port: 1883,
      tls: false,
      transport: 'tcp',
      username: null,
      password: null,
      caFile: null,
      certFile: null,
      keyFile: null,
      clientIdPrefix: 'hermes',
    })
  })

  it('use every variable', () => {
    const env = {
      MQTT_BROKER: 'mqtt.internal',
      MQTT_PORT: '8883',
      MQTT_TLS: '1',
      MQTT_USERNAME: 'hermes',
      MQTT_PASSWORD: 's3cret',
      MQTT_CA_CERTS: 'certs/ca.crt',
      MQTT_CERTFILE: 'certs/client.crt',
      MQTT_KEYFILE: 'certs/client.key',
      MQTT_CLIENT_ID_PREFIX: 'prod',
    }
    expect(settingsFromEnv(env)).toEqual({
      host: 'mqtt.internal',
      port: 8883,
      tls: true,
      transport: 'tcp',
      username: 'hermes',
      password: 's3cret',
      caFile: 'certs/ca.crt',
      certFile: 'certs/client.crt',
      keyFile: 'certs/client.key',
      clientIdPrefix: 'prod',
    })
  })

  it('count an empty variable as not set', () => {
    const names = [
      'BROKER',
      'PORT',
      'TLS',
      'USERNAME',
      'PASSWORD',
      'CA_CERTS',
      'CERTFILE',
      'KEYFILE',
      'CLIENT_ID_PREFIX',
    ]
    expect(settingsFromEnv(Object.fromEntries(names.map((name) => [`MQTT_${name}`, ''])))).toEqual(settingsFromEnv({}))
  })

  it.each(['localhost', '127.0.0.1', '::1', 'fe80::1', 'mqtt.internal.', 'my_host', 'a-b.example'])(
    'accept the host %s',
    (host) => {
      expect(settingsFromEnv({ MQTT_BROKER: host }).host).toBe(host)
    },
  )

  it('accept an IPv6 address in brackets', () => {
    expect(settingsFromEnv({ MQTT_BROKER: '[::1]' }).host).toBe('::1')
  })

  it.each([
    ['MQTT_PORT', 'abc', /MQTT_PORT is "abc", expected a port number from 1 to 65535/],
    ['MQTT_PORT', '0', /MQTT_PORT/],
    ['MQTT_PORT', '65536', /MQTT_PORT/],
    ['MQTT_PORT', '1883 ', /MQTT_PORT/],
    ['MQTT_PORT', '1e3', /MQTT_PORT/],
    ['MQTT_PORT', '-1', /MQTT_PORT/],
    ['MQTT_TLS', 'yes', /MQTT_TLS is "yes", expected 1 \(TLS\) or 0 \(plain\)/],
    ['MQTT_BROKER', 'mqtt://host', /MQTT_BROKER .* expected a host name or an IP address/],
    ['MQTT_BROKER', 'host:1883', /MQTT_BROKER/],
    ['MQTT_BROKER', 'mqtts://hermes:s3cr@t@host', /^MQTT_BROKER is "mqtts:\/\/…@host"/],
    ['MQTT_BROKER', 'hermes:s3cret@host', /^MQTT_BROKER is "…@host"/],
    ['MQTT_BROKER', 'two words', /MQTT_BROKER/],
    ['MQTT_BROKER', '-host', /MQTT_BROKER/],
    ['MQTT_BROKER', '\u001b[2Jhost', /^MQTT_BROKER is "[^\u001b]*"/],
    ['MQTT_CLIENT_ID_PREFIX', 'a b', /MQTT_CLIENT_ID_PREFIX/],
    ['MQTT_CLIENT_ID_PREFIX', 'a#', /MQTT_CLIENT_ID_PREFIX/],
    ['MQTT_CLIENT_ID_PREFIX', 'x'.repeat(65), /MQTT_CLIENT_ID_PREFIX/],
    ['MQTT_PASSWORD', 's3cret', /^MQTT_PASSWORD is set without MQTT_USERNAME$/],
    ['MQTT_CERTFILE', 'client.crt', /^MQTT_CERTFILE is set without MQTT_KEYFILE$/],
    ['MQTT_KEYFILE', 'client.key', /^MQTT_KEYFILE is set without MQTT_CERTFILE$/],
  ])('refuse %s=%j and name it', (name, value, message) => {
    expect(() => settingsFromEnv({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringMatching(message) }),
    )
  })

  it('are valid or refused with a JobdeckError, whatever the variables contain', () => {
    const mostly = (...good: readonly string[]) =>
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(undefined, ...good) }, fc.string({ unit: 'binary' }))
    const env = fc.record({
      MQTT_BROKER: mostly('localhost', '[::1]', 'a.b'),
      MQTT_PORT: mostly('1', '8883', '65535'),
      MQTT_TLS: mostly('0', '1'),
      MQTT_CLIENT_ID_PREFIX: mostly('x'),
    })
    fc.assert(
      fc.property(env, (variables) => {
        try {
          const settings = settingsFromEnv(variables)
          expect(settings.port).toBeGreaterThan(0)
          expect(settings.host).toMatch(/^[A-Za-z0-9_.:-]+$/)
        } catch (error) {
          expect(error).toBeInstanceOf(JobdeckError)
        }
      }),
    )
  })

  it('never repeat the password in an error', () => {
    for (const env of [{ MQTT_PASSWORD: 's3cret' }, { MQTT_PASSWORD: 's3cret', MQTT_USERNAME: 'u', MQTT_PORT: 'x' }]) {
      expect(() => settingsFromEnv(env)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('s3cret') }),
      )
    }
  })
})

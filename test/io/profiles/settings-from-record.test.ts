import { describe, expect, it } from 'vitest'
import { settingsFromRecord } from '../../../src/io/profiles/settings-from-record.ts'

const block = { host: 'mqtt.internal', port: 8883, tls: true, username: 'claude-worker', password: 's3cret' }

describe("settings from a record's broker block", () => {
  it("take the worker's credentials from the block, and paths and prefix from the environment", () => {
    const env = {
      MQTT_BROKER: 'elsewhere',
      MQTT_USERNAME: 'hermes',
      MQTT_PASSWORD: 'other',
      MQTT_CA_CERTS: 'ca.crt',
      MQTT_CLIENT_ID_PREFIX: 'prod',
    }
    expect(settingsFromRecord(block, env)).toEqual({
      ...block,
      transport: 'tcp',
      caFile: 'ca.crt',
      certFile: null,
      keyFile: null,
      clientIdPrefix: 'prod',
    })
  })

  it.each([
    [{ host: 'h', port: null, tls: false }, 1883],
    [{ host: 'h', port: null, tls: true }, 8883],
    [{ host: 'h', tls: true, username: '', password: '' }, 8883],
  ])('take the usual port of %j, and empty credentials for none', (plain, port) => {
    expect(settingsFromRecord(plain, {})).toMatchObject({ port, username: null, password: null })
  })

  it('need only a host, and ignore unknown fields', () => {
    const settings = settingsFromRecord({ host: '127.0.0.1', username: null, password: null, region: 'eu' }, {})
    expect(settings).toMatchObject({ port: 1883, tls: false, username: null, password: null, clientIdPrefix: 'hermes' })
  })

  it.each([
    ['nothing', null, /broker is not valid/],
    ['a text', 'mqtt.internal', /broker is not valid/],
    ['no host', { port: 1883 }, /broker\.host/],
    ['an empty host', { ...block, host: '' }, /broker\.host/],
    ['a host with controls', { ...block, host: 'a\u001b[2J' }, /broker\.host/],
    ['a port as text', { ...block, port: '8883' }, /broker\.port/],
    ['a port out of range', { ...block, port: 65_536 }, /broker\.port/],
    ['a number for tls', { ...block, tls: 1 }, /broker\.tls/],
    ['a password without a username', { host: 'h', password: 's3cret' }, /broker\.password/],
  ])('refuse %s', (_, bad, message) => {
    expect(() => settingsFromRecord(bad, {})).toThrow(
      expect.objectContaining({ code: 'bad-data', message: expect.stringMatching(message) }),
    )
  })

  it('never repeat the password in an error', () => {
    const errorOf = (bad: unknown) => {
      try {
        settingsFromRecord(bad, {})
        return 'none'
      } catch (error) {
        return JSON.stringify(error) + String(error)
      }
    }
    expect(errorOf({ ...block, port: 'x' })).not.toContain('s3cret')
    expect(errorOf({ host: 'h', password: 's3cret' })).not.toContain('s3cret')
    expect(errorOf({ ...block, password: ['s3cret'] })).not.toContain('s3cret')
  })

  it('report a bad environment as such', () => {
    expect(() => settingsFromRecord(block, { MQTT_CERTFILE: 'client.crt' })).toThrow(
      expect.objectContaining({ code: 'config' }),
    )
  })
})

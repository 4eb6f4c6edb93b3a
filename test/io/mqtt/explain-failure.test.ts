import { describe, expect, it } from 'vitest'
import type { ConnectFailure } from '../../../src/io/mqtt/connect-failure.ts'
import { explainFailure } from '../../../src/io/mqtt/explain-failure.ts'
import type { BrokerSettings } from '../../../src/io/mqtt/settings.ts'
import { plainSettings } from '../../support/mosquitto.ts'

const settings: BrokerSettings = {
  ...plainSettings(8883),
  host: 'mqtt.internal',
  tls: true,
  username: 'hermes',
  password: 's3cret',
}

const socket = (code: string, message = 'text of Node', more: object = {}): ConnectFailure => {
  return { kind: 'socket', code, error: Object.assign(new Error(message), more) }
}
const hidden = (reason: string) =>
  socket('EPROTO', `write EPROTO 80:error:0A000410:SSL routines:ssl3_read_bytes:${reason}:x.c:9:`)

const cases: readonly (readonly [ConnectFailure, string, string, RegExp])[] = [
  [socket('ECONNREFUSED'), 'unreachable', 'never', /^mqtts:\/\/mqtt\.internal:8883 refused the connection$/],
  [socket('ENOTFOUND'), 'unreachable', 'never', /the host mqtt\.internal of .* is unknown/],
  [socket('ETIMEDOUT'), 'unreachable', 'never', /did not answer/],
  [socket('EHOSTUNREACH'), 'unreachable', 'never', /is unreachable from here/],
  [socket('EWEIRD', 'odd thing\nat line'), 'unreachable', 'never', /failed \(odd thing\)$/],
  [socket('CERT_HAS_EXPIRED'), 'unreachable', 'always', /has expired/],
  [socket('CERT_NOT_YET_VALID'), 'unreachable', 'always', /not valid yet/],
  [socket('SELF_SIGNED_CERT_IN_CHAIN'), 'unreachable', 'always', /unknown CA/],
  [socket('DEPTH_ZERO_SELF_SIGNED_CERT'), 'unreachable', 'always', /self-signed/],
  [socket('CERT_SOMETHING_NEW'), 'unreachable', 'always', /TLS connection to .* failed/],
  [
    socket('UNSPECIFIED', 'key usage does not include certificate signing'),
    'unreachable',
    'always',
    /TLS connection to .* failed \(key usage does not include certificate signing\)$/,
  ],
  [socket('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'unreachable', 'always', /requires a client certificate/],
  [
    socket('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'),
    'unreachable',
    'always',
    /does not accept the client certificate/,
  ],
  [
    socket('ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED'),
    'unreachable',
    'always',
    /does not accept the client certificate/,
  ],
  [hidden('ssl/tls alert handshake failure'), 'unreachable', 'always', /requires a client certificate/],
  [hidden('tlsv1 alert unknown ca'), 'unreachable', 'always', /does not accept the client certificate/],
  [hidden('wrong version number'), 'unreachable', 'first-contact', /does not speak TLS/],
  [
    socket('ERR_SSL_WRONG_VERSION_NUMBER'),
    'unreachable',
    'first-contact',
    /does not speak TLS \(port 8883 is a plain port\)/,
  ],
  [socket('TLS_HANDSHAKE_CLOSED'), 'unreachable', 'first-contact', /during the TLS handshake/],
  [{ kind: 'closed-early', heard: 'tls' }, 'unreachable', 'first-contact', /is a TLS port/],
  [{ kind: 'closed-early', heard: 'http' }, 'unreachable', 'first-contact', /web server/],
  [{ kind: 'closed-early', heard: 'nothing' }, 'unreachable', 'never', /closed the connection without an answer/],
  [{ kind: 'connect-timeout' }, 'unreachable', 'never', /did not answer/],
  [{ kind: 'connack-timeout' }, 'unreachable', 'never', /does not answer MQTT/],
  [
    { kind: 'connack', reasonCode: 4 },
    'refused',
    'always',
    /refused the login of "hermes" \(wrong user name or password\)/,
  ],
  [{ kind: 'connack', reasonCode: 5 }, 'refused', 'always', /refused the login of "hermes" \(not authorized\)/],
  [{ kind: 'connack', reasonCode: 134 }, 'refused', 'always', /refused the login/],
  [{ kind: 'connack', reasonCode: 135 }, 'refused', 'always', /refused the login/],
  [{ kind: 'connack', reasonCode: 138 }, 'refused', 'always', /banned/],
  [{ kind: 'connack', reasonCode: 140 }, 'refused', 'always', /refused the login/],
  [{ kind: 'connack', reasonCode: 3 }, 'unreachable', 'never', /is not accepting connections/],
  [{ kind: 'connack', reasonCode: 137 }, 'unreachable', 'never', /is not accepting connections/],
  [{ kind: 'connack', reasonCode: 132 }, 'unreachable', 'first-contact', /neither MQTT 5 nor MQTT 3\.1\.1/],
  [{ kind: 'connack', reasonCode: 250 }, 'refused', 'never', /refused the connection \(reason code 250\)/],
  [
    { kind: 'suback', reasonCode: 135, filter: 'a/+/events' },
    'refused',
    'always',
    /does not allow "hermes" to read a\/\+\/events/,
  ],
  [
    { kind: 'suback', reasonCode: 151, filter: 'a/#' },
    'refused',
    'never',
    /refused the subscription to a\/# \(quota exceeded\)/,
  ],
  [{ kind: 'suback-timeout' }, 'unreachable', 'never', /does not answer the subscription/],
  [{ kind: 'disconnect', reasonCode: 142 }, 'unreachable', 'never', /session taken over/],
  [{ kind: 'lost' }, 'unreachable', 'never', /was lost/],
  [{ kind: 'keepalive' }, 'unreachable', 'never', /stopped responding/],
  [{ kind: 'malformed' }, 'unreachable', 'never', /not MQTT/],
  [{ kind: 'setup', error: new Error('bad option') }, 'config', 'always', /cannot be tried \(bad option\)/],
]

describe('the explanation of a failed connection', () => {
  it.each(cases)('%j is %s, final: %s', (failure, code, finality, message) => {
    const explained = explainFailure(failure, settings)
    expect(explained.finality).toBe(finality)
    expect(explained.error).toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it.each(cases)('%j names the broker, fills every placeholder, says what to do and keeps the secret', (failure) => {
    const { error } = explainFailure(failure, settings)
    expect(error.message).toContain('mqtts://mqtt.internal:8883')
    expect(error.hint).toBeTruthy()
    expect(`${error.message} ${error.hint}`).not.toMatch(/[{}]|s3cret|undefined|\n/)
  })

  it('names what the certificate is for, without its control characters', () => {
    const cert = { subjectaltname: 'DNS:mqtt.internal, DNS:\u001b[2Jevil, IP Address:10.0.0.1', subject: { CN: 'x' } }
    const named = explainFailure(socket('ERR_TLS_CERT_ALTNAME_INVALID', '', { cert }), settings).error.message
    expect(named).toMatch(/is not for mqtt\.internal but for mqtt\.internal, .*evil, 10\.0\.0\.1$/)
    expect(named).not.toContain('\u001b')
    const byCommonName = socket('ERR_TLS_CERT_ALTNAME_INVALID', '', { cert: { subject: { CN: 'old.internal' } } })
    expect(explainFailure(byCommonName, settings).error.message).toMatch(/but for old\.internal$/)
  })
})

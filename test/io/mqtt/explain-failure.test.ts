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
  [socket('ECONNREFUSED'), 'unreachable', 'soon', /^mqtts:\/\/mqtt\.internal:8883 refused the connection$/],
  [socket('ENOTFOUND'), 'unreachable', 'soon', /the host mqtt\.internal of .* is unknown/],
  [socket('ETIMEDOUT'), 'unreachable', 'soon', /did not answer/],
  [socket('EHOSTUNREACH'), 'unreachable', 'soon', /is unreachable from here/],
  [socket('EWEIRD', 'odd thing\nat line'), 'unreachable', 'soon', /failed \(odd thing\)$/],
  [socket('CERT_HAS_EXPIRED'), 'unreachable', 'slowly', /has expired/],
  [socket('CERT_NOT_YET_VALID'), 'unreachable', 'slowly', /not valid yet/],
  [socket('SELF_SIGNED_CERT_IN_CHAIN'), 'unreachable', 'slowly-once-worked', /unknown CA/],
  [socket('DEPTH_ZERO_SELF_SIGNED_CERT'), 'unreachable', 'slowly-once-worked', /self-signed/],
  [socket('CERT_SOMETHING_NEW'), 'unreachable', 'slowly-once-worked', /TLS connection to .* failed/],
  [
    socket('UNSPECIFIED', 'key usage does not include certificate signing'),
    'unreachable',
    'slowly-once-worked',
    /TLS connection to .* failed \(key usage does not include certificate signing\)$/,
  ],
  [
    socket('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
    'unreachable',
    'slowly-once-worked',
    /requires a client certificate/,
  ],
  [
    socket('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'),
    'unreachable',
    'slowly',
    /does not accept the client certificate \(expired\)$/,
  ],
  [
    socket('ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED'),
    'unreachable',
    'slowly',
    /does not accept the client certificate \(expired\)$/,
  ],
  [hidden('ssl/tls alert handshake failure'), 'unreachable', 'slowly-once-worked', /requires a client certificate/],
  [hidden('tlsv1 alert unknown ca'), 'unreachable', 'slowly-once-worked', /does not accept the client certificate/],
  [hidden('wrong version number'), 'unreachable', 'soon-once-worked', /does not speak TLS/],
  [
    socket('ERR_SSL_WRONG_VERSION_NUMBER'),
    'unreachable',
    'soon-once-worked',
    /does not speak TLS \(port 8883 is a plain port\)/,
  ],
  [socket('TLS_HANDSHAKE_CLOSED'), 'unreachable', 'soon-once-worked', /during the TLS handshake/],
  [{ kind: 'closed-early', heard: 'tls' }, 'unreachable', 'soon-once-worked', /is a TLS port/],
  [{ kind: 'closed-early', heard: 'http' }, 'unreachable', 'soon-once-worked', /web server/],
  [{ kind: 'closed-early', heard: 'nothing' }, 'unreachable', 'soon', /closed the connection without an answer/],
  [{ kind: 'connect-timeout' }, 'unreachable', 'soon', /did not answer/],
  [{ kind: 'connack-timeout' }, 'unreachable', 'soon', /does not answer MQTT/],
  [
    { kind: 'connack', reasonCode: 4 },
    'refused',
    'slowly-once-worked',
    /refused the login of "hermes" \(wrong user name or password\)/,
  ],
  [
    { kind: 'connack', reasonCode: 5 },
    'refused',
    'slowly-once-worked',
    /refused the login of "hermes" \(not authorized\)/,
  ],
  [{ kind: 'connack', reasonCode: 134 }, 'refused', 'slowly-once-worked', /refused the login/],
  [{ kind: 'connack', reasonCode: 135 }, 'refused', 'slowly-once-worked', /refused the login/],
  [{ kind: 'connack', reasonCode: 138 }, 'refused', 'slowly-once-worked', /banned/],
  [{ kind: 'connack', reasonCode: 140 }, 'refused', 'slowly-once-worked', /refused the login/],
  [{ kind: 'connack', reasonCode: 3 }, 'unreachable', 'soon', /is not accepting connections/],
  [{ kind: 'connack', reasonCode: 137 }, 'unreachable', 'soon', /is not accepting connections/],
  [{ kind: 'connack', reasonCode: 132 }, 'unreachable', 'soon-once-worked', /neither MQTT 5 nor MQTT 3\.1\.1/],
  [{ kind: 'connack', reasonCode: 250 }, 'refused', 'soon', /refused the connection \(reason code 250\)/],
  [
    { kind: 'suback', reasonCode: 135, filter: 'a/+/events' },
    'refused',
    'slowly-once-worked',
    /does not allow "hermes" to read a\/\+\/events/,
  ],
  [
    { kind: 'suback', reasonCode: 151, filter: 'a/#' },
    'refused',
    'soon',
    /refused the subscription to a\/# \(quota exceeded\)/,
  ],
  [{ kind: 'suback-timeout' }, 'unreachable', 'soon', /does not answer the subscription/],
  [{ kind: 'disconnect', reasonCode: 142 }, 'unreachable', 'soon', /session taken over/],
  [{ kind: 'lost' }, 'unreachable', 'soon', /was lost/],
  [{ kind: 'keepalive' }, 'unreachable', 'soon', /stopped responding/],
  [{ kind: 'malformed' }, 'unreachable', 'soon', /not MQTT/],
  [{ kind: 'setup', error: new Error('bad option') }, 'config', 'slowly-once-worked', /cannot be tried \(bad option\)/],
]

describe('the explanation of a failed connection', () => {
  it.each(cases)('%j is %s, retried %s', (failure, code, retry, message) => {
    const explained = explainFailure(failure, settings)
    expect(explained.retry).toBe(retry)
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

import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrokerSettings } from '../../../src/io/mqtt/settings.ts'
import { readTlsFiles } from '../../../src/io/mqtt/tls-files.ts'
import { plainSettings } from '../../support/mosquitto.ts'
import { type CertificateFolder, certificateFolder, type Pair } from '../../support/openssl-certificates.ts'

const run = promisify(execFile)
let folder: CertificateFolder
let ca: Pair
let client: Pair
let other: Pair
let path: (name: string) => string

beforeAll(async () => {
  folder = await certificateFolder()
  ca = await folder.ca('CA')
  client = await folder.signed('client', ca)
  other = await folder.signed('other', ca)
  path = (name) => join(folder.path, name)
  await writeFile(path('empty.pem'), '')
  await writeFile(path('text.pem'), 'no certificate\n')
  await writeFile(path('broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  await writeFile(path('large.pem'), '-'.repeat(1024 * 1024 + 1))
  for (const { cert } of [ca, client])
    await run('openssl', ['x509', '-in', cert, '-outform', 'DER', '-out', `${cert}.der`])
  await run('openssl', ['ec', '-in', client.key, '-aes256', '-passout', 'pass:x', '-out', path('locked.key')])
})
afterAll(() => folder.remove())

function read(settings: Partial<BrokerSettings>) {
  return readTlsFiles({ ...plainSettings(8883), tls: true, ...settings })
}

describe('TLS files', () => {
  it('are read when TLS is on', () => {
    const files = read({ caFile: ca.cert, certFile: client.cert, keyFile: client.key })
    expect(String(files.ca)).toMatch(/BEGIN CERTIFICATE/)
    expect(String(files.cert)).toMatch(/BEGIN CERTIFICATE/)
    expect(String(files.key)).toMatch(/PRIVATE KEY/)
    expect(files.warnings).toEqual([])
  })

  it('can be pipes', async () => {
    await run('mkfifo', [path('pipe')])
    const writing = run('sh', ['-c', 'cat "$0" > "$1"', ca.cert, path('pipe')])
    expect(read({ caFile: path('pipe') }).ca).toEqual(await readFile(ca.cert))
    await writing
  })

  it('are not touched when TLS is off', () => {
    const files = read({ tls: false, caFile: '/nowhere' })
    expect(files).toEqual({ ca: null, cert: null, key: null, warnings: [] })
  })

  it('are optional', () => {
    expect(read({})).toEqual({ ca: null, cert: null, key: null, warnings: [] })
  })

  it('give a warning for a key that every user may read', async () => {
    await chmod(other.key, 0o644)
    expect(read({ certFile: other.cert, keyFile: other.key }).warnings).toEqual([
      expect.stringMatching(/^every user of this machine can read the client key .*other\.key: run chmod 600 on it$/),
    ])
  })

  it.each<[string, () => Partial<BrokerSettings>, RegExp]>([
    [
      'a missing CA bundle',
      () => ({ caFile: path('none.crt') }),
      /CA bundle \(MQTT_CA_CERTS\) .*none\.crt does not exist/,
    ],
    ['a folder', () => ({ caFile: folder.path }), /MQTT_CA_CERTS.* is a directory/],
    [
      'an empty CA bundle',
      () => ({ caFile: path('empty.pem') }),
      /MQTT_CA_CERTS.* does not contain a valid certificate/,
    ],
    [
      'a CA bundle of text',
      () => ({ caFile: path('text.pem') }),
      /MQTT_CA_CERTS.* does not contain a valid certificate/,
    ],
    [
      'a broken CA bundle',
      () => ({ caFile: path('broken.pem') }),
      /MQTT_CA_CERTS.* does not contain a valid certificate/,
    ],
    ['a CA in DER', () => ({ caFile: `${ca.cert}.der` }), /MQTT_CA_CERTS.* does not contain a valid certificate/],
    [
      'a client certificate in DER',
      () => ({ certFile: `${client.cert}.der`, keyFile: client.key }),
      /MQTT_CERTFILE.* does not contain a valid certificate/,
    ],
    ['a file that is too large', () => ({ caFile: path('large.pem') }), /MQTT_CA_CERTS.* is larger than 1 MB/],
    ['a key for a CA', () => ({ caFile: ca.key }), /MQTT_CA_CERTS.* does not contain a valid certificate/],
    [
      'a missing key',
      () => ({ certFile: client.cert, keyFile: path('none.key') }),
      /client key \(MQTT_KEYFILE\) .*none\.key does not exist/,
    ],
    [
      'a certificate for a key',
      () => ({ certFile: client.cert, keyFile: client.cert }),
      /MQTT_KEYFILE.* does not contain a valid private key/,
    ],
    [
      'a key for a certificate',
      () => ({ certFile: client.key, keyFile: client.key }),
      /MQTT_CERTFILE.* does not contain a valid certificate/,
    ],
    [
      'a key that does not match',
      () => ({ certFile: client.cert, keyFile: other.key }),
      /client key .*other\.key does not match the certificate .*client\.crt/,
    ],
    [
      'a key with a passphrase',
      () => ({ certFile: client.cert, keyFile: path('locked.key') }),
      /MQTT_KEYFILE.* is protected by a passphrase/,
    ],
    ['a certificate without a key', () => ({ certFile: client.cert }), /needs its key/],
  ])('refuse %s by name', (_, settings, message) => {
    expect(() => read(settings())).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringMatching(message) }),
    )
  })
})

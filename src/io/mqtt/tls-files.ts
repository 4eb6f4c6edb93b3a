// Reads certificates and keys once per connection attempt, so that rotated files take effect by themselves.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import type { BrokerSettings } from './settings.ts'

/** What a TLS connection is opened with. `warnings` are for people: nothing failed, but something is unwise. */
export interface TlsFiles {
  readonly ca: Buffer | null
  readonly cert: Buffer | null
  readonly key: Buffer | null
  readonly warnings: readonly string[]
}

/** What people call each file, whether the path came from the environment or from a profile. */
const labels = {
  ca: 'CA bundle (MQTT_CA_CERTS)',
  cert: 'client certificate (MQTT_CERTFILE)',
  key: 'client key (MQTT_KEYFILE)',
}

/** Several times the size of a system's whole CA bundle. A file without an end, such as a device, must not be read for ever. */
const maxPemBytes = 1024 * 1024

const readFaults: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'is not readable by this user',
  EISDIR: 'is a directory',
}

/**
 * Reads the CA bundle, the client certificate and its key that the settings name; nothing when TLS is off. Throws a
 * `config` error that names the file when one is missing, unreadable, over 1 MB or not PEM, or when the key does not match
 * the certificate. A key that every user may read gives a warning.
 */
export function readTlsFiles(settings: BrokerSettings): TlsFiles {
  if (!settings.tls) return { ca: null, cert: null, key: null, warnings: [] }
  if ((settings.certFile === null) !== (settings.keyFile === null)) {
    throw new JobdeckError(
      'config',
      'a client certificate needs its key, and the key its certificate',
      'set both or neither',
    )
  }
  const ca = settings.caFile === null ? null : readPem(labels.ca, settings.caFile)
  if (ca && settings.caFile !== null) checkCaBundle(ca, settings.caFile)
  if (settings.certFile === null || settings.keyFile === null) return { ca, cert: null, key: null, warnings: [] }
  const cert = readPem(labels.cert, settings.certFile)
  const key = readPem(labels.key, settings.keyFile)
  const certificate = parseCertificate(labels.cert, settings.certFile, cert)
  if (!certificate.checkPrivateKey(parseKey(settings.keyFile, key))) {
    throw new JobdeckError(
      'config',
      `the client key ${shown(settings.keyFile)} does not match the certificate ${shown(settings.certFile)}`,
      'use the key that the certificate was made with',
    )
  }
  return { ca, cert, key, warnings: keyWarnings(settings.keyFile) }
}

function readPem(label: string, path: string): Buffer {
  const bytes = readStart(label, path)
  if (bytes.length <= maxPemBytes) return bytes
  throw new JobdeckError('config', `the ${label} ${shown(path)} is larger than 1 MB`, 'a PEM file is expected')
}

/** The whole content of a file or a pipe, but at most one byte more than is allowed. */
function readStart(label: string, path: string): Buffer {
  try {
    const file = openSync(path, 'r')
    try {
      const buffer = Buffer.alloc(maxPemBytes + 1)
      let size = 0
      let read = -1
      while (read !== 0 && size < buffer.length) {
        read = readSync(file, buffer, size, buffer.length - size, null)
        size += read
      }
      return Buffer.from(buffer.subarray(0, size))
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    throw new JobdeckError(
      'config',
      `the ${label} ${shown(path)} ${readFaults[code] ?? `cannot be read (${code})`}`,
      'correct the path',
    )
  }
}

/** OpenSSL skips what it does not know in a bundle, so a bundle without any certificate has to be detected here. */
function checkCaBundle(pem: Buffer, path: string): void {
  parseCertificate(labels.ca, path, pem)
  try {
    createSecureContext({ ca: pem })
  } catch {
    throw notPem(labels.ca, path, 'certificates')
  }
}

/** A certificate in DER does not count: Node's TLS silently skips it in a bundle. */
function parseCertificate(label: string, path: string, pem: Buffer): X509Certificate {
  if (!pem.includes('-----BEGIN')) throw notPem(label, path, 'certificate')
  try {
    return new X509Certificate(pem)
  } catch {
    throw notPem(label, path, 'certificate')
  }
}

function parseKey(path: string, pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (error) {
    if (
      /ENCRYPTED/.test(pem.toString('latin1')) ||
      (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE'
    ) {
      throw new JobdeckError(
        'config',
        `the ${labels.key} ${shown(path)} is protected by a passphrase`,
        'use a key without one that only you can read',
      )
    }
    throw notPem(labels.key, path, 'private key')
  }
}

function notPem(label: string, path: string, what: string): JobdeckError {
  return new JobdeckError(
    'config',
    `the ${label} ${shown(path)} does not contain a valid ${what}`,
    'a PEM file is expected',
  )
}

function keyWarnings(path: string): readonly string[] {
  const isWorldReadable = (statSync(path).mode & 0o004) !== 0
  return isWorldReadable
    ? [`every user of this machine can read the client key ${shown(path)}: run chmod 600 on it`]
    : []
}

function shown(path: string): string {
  return safeLine(path, 200)
}

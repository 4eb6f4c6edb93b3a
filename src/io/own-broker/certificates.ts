// Makes the certificates for `jobdeck broker init` without openssl; certs/make-certs.sh makes the same ones with it.
import { createPrivateKey, createPublicKey, webcrypto, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import './reflect-metadata.ts'
import * as x509 from '@peculiar/x509'
import { JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../clock/clock.ts'
import { systemClock } from '../clock/system-clock.ts'

/** A certificate and its private key (PKCS #8), both PEM. */
interface CertifiedKey {
  readonly certificate: string
  readonly key: string
}

const authorityDays = 3650
/** The longest that Apple's systems accept for a server certificate of a private CA. */
const serverDays = 825
const dayMs = 24 * 60 * 60 * 1000
/** So that a machine whose clock is slightly behind accepts the certificate. */
const clockSkewMs = 5 * 60 * 1000

const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/** Makes a self-signed CA that may sign server certificates but no further CA. */
export async function makeAuthority(clock: Clock = systemClock): Promise<CertifiedKey> {
  const keys = await makeRsaKeys(4096)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=jobdeck CA',
    keys,
    signingAlgorithm: rsa,
    ...validity(authorityDays, clock.wallMs()),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return certifiedKey(certificate, keys.privateKey)
}

/**
 * Makes a server certificate for `names` (host names and addresses), signed by `authority`.
 * Throws JobdeckError `config` when the authority has expired, or when its key belongs to another certificate, is not RSA or
 * cannot be read.
 */
export async function makeServerCertificate(
  authority: CertifiedKey,
  names: readonly string[],
  clock: Clock = systemClock,
): Promise<CertifiedKey> {
  const nowMs = clock.wallMs()
  const { issuer, signingKey } = await openAuthority(authority, nowMs)
  const keys = await makeRsaKeys(2048)
  const { keyEncipherment, digitalSignature } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=jobdeck MQTT broker',
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: rsa,
    ...validity(serverDays, nowMs),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(digitalSignature | keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? 'dns' : 'ip', value: name })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await authorityKeyIdentifier(issuer),
    ],
  })
  return certifiedKey(certificate, keys.privateKey)
}

function makeRsaKeys(modulusLength: number): Promise<webcrypto.CryptoKeyPair> {
  const publicExponent = new Uint8Array([1, 0, 1])
  return webcrypto.subtle.generateKey({ ...rsa, modulusLength, publicExponent }, true, ['sign', 'verify'])
}

function validity(days: number, nowMs: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(nowMs - clockSkewMs), notAfter: new Date(nowMs + days * dayMs) }
}

async function certifiedKey(certificate: x509.X509Certificate, key: webcrypto.CryptoKey): Promise<CertifiedKey> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', key)
  return { certificate: `${certificate.toString('pem')}\n`, key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n` }
}

async function openAuthority(
  authority: CertifiedKey,
  nowMs: number,
): Promise<{ issuer: x509.X509Certificate; signingKey: webcrypto.CryptoKey }> {
  try {
    const key = createPrivateKey(authority.key)
    const certificate = new X509Certificate(authority.certificate)
    if (!certificate.checkPrivateKey(key)) throw new Error('its key belongs to another certificate')
    if (certificate.validToDate.getTime() < nowMs) throw new Error('it has expired')
    if (createPublicKey(key).asymmetricKeyType !== 'rsa') throw new Error('only RSA keys are supported')
    const pkcs8 = key.export({ type: 'pkcs8', format: 'der' })
    const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, rsa, false, ['sign'])
    return { issuer: new x509.X509Certificate(authority.certificate), signingKey }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new JobdeckError(
      'config',
      `the CA cannot sign: ${reason}`,
      'sign with openssl, or move the CA away to get a new one',
    )
  }
}

/** The issuer's own identifier if it has one, because verifiers look for exactly that. */
async function authorityKeyIdentifier(issuer: x509.X509Certificate): Promise<x509.AuthorityKeyIdentifierExtension> {
  const keyId = issuer.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId
  if (keyId !== undefined) return new x509.AuthorityKeyIdentifierExtension(keyId)
  return x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey)
}

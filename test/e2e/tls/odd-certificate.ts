// Server certificates that the openssl command does not make: of another time, and with hostile names.
import { webcrypto } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import '../../../src/io/own-broker/reflect-metadata.ts'
import * as x509 from '@peculiar/x509'
import type { Pair } from '../../support/openssl-certificates.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** A self-signed certificate, its own CA; `names` are alternative DNS names, whatever they hold. */
export async function oddCertificate(
  folder: string,
  file: string,
  options: { readonly commonName: string; readonly names: readonly string[]; readonly notBefore?: Date },
): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const notBefore = options.notBefore ?? new Date(Date.now() - 60_000)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [options.commonName] }],
    keys,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter: new Date(notBefore.getTime() + 86_400_000),
    extensions:
      options.names.length === 0
        ? []
        : [new x509.SubjectAlternativeNameExtension(options.names.map((value) => ({ type: 'dns', value })))],
  })
  const pair = { cert: join(folder, `${file}.crt`), key: join(folder, `${file}.key`) }
  writeFileSync(pair.cert, certificate.toString('pem'))
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  writeFileSync(pair.key, x509.PemConverter.encode(key, 'PRIVATE KEY'), { mode: 0o600 })
  return pair
}

// Checks the files that `broker init` keeps: it never changes them, so it reports what is wrong with them.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { statSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'

interface KeptCertificates {
  /** All PEM: the server's with its intermediates; there may be several CAs. */
  readonly server: string
  readonly serverKey: string
  readonly authority: string
}

/** What docker-compose.yml mounts and Mosquitto reads after it has dropped root. */
const readByMosquitto = [
  'certs/ca.crt',
  'certs/server.crt',
  'certs/server.key',
  'mosquitto/acl',
  'mosquitto/passwd',
] as const
/** Mosquitto's user in the container, who may own a file instead (certs/README.md). */
const mosquittoUid = 1883

const renew = 'to create a new one, remove certs/server.crt and certs/server.key and run this again'
const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** Names the kept files that Mosquitto cannot read, which would stop it; null when it can read all. */
export function unreadableNote(cwd: string, kept: readonly string[]): string | null {
  const closed = readByMosquitto.filter((path) => kept.includes(path) && !mayMosquittoRead(join(cwd, path)))
  if (closed.length === 0) return null
  const directories = [...new Set(closed.map((path) => path.replace(/\/.*/, '')))]
  const command = `chmod 700 ${directories.join(' ')} && chmod 644 ${closed.join(' ')}`
  return `Mosquitto's own user in the container cannot read ${closed.join(', ')} and would stop: ${command} (the closed directory keeps others out)`
}

function mayMosquittoRead(path: string): boolean {
  const { mode, uid, gid } = statSync(path)
  if (uid === mosquittoUid) return (mode & 0o400) !== 0
  return (mode & (gid === mosquittoUid ? 0o040 : 0o004)) !== 0
}

/** Names what a client or Mosquitto would reject: what has expired, does not match, or is not valid for one of `hosts`. */
export function certificateNotes(kept: KeptCertificates, hosts: readonly string[], nowMs: number): readonly string[] {
  const server = certificatesIn(kept.server)
  const authorities = certificatesIn(kept.authority)
  const [leaf] = server
  if (!leaf) return [`the kept certs/server.crt is not a certificate: ${renew}`]
  if (authorities.length === 0)
    return ['the kept certs/ca.crt is not a certificate: replace it with the CA that signed server.crt']
  const isExpired = (certificate: X509Certificate) => certificate.validToDate.getTime() < nowMs
  const missing = hosts.filter((host) => !(isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)))
  const faults: readonly (readonly [boolean, string])[] = [
    [isExpired(leaf), `the kept certs/server.crt has expired: ${renew}`],
    [missing.length > 0, `the kept certs/server.crt is not valid for ${missing.join(', ')}: ${renew}`],
    [!fitsKey(leaf, kept.serverKey), `the kept certs/server.key does not match certs/server.crt: ${renew}`],
    [
      !isVouchedFor(server, authorities),
      `the kept certs/server.crt was not signed by certs/ca.crt, so clients refuse it: ${renew}, or replace certs/ca.crt with the CA that signed it`,
    ],
    [
      authorities.every(isExpired),
      'the kept certs/ca.crt has expired, so clients refuse what it signed: remove certs/ca.* and certs/server.*, run this again, and give every client the new ca.crt',
    ],
  ]
  return faults.filter(([isSo]) => isSo).map(([, note]) => note)
}

function certificatesIn(pem: string): readonly X509Certificate[] {
  try {
    return (pem.match(pemCertificate) ?? []).map((text) => new X509Certificate(text))
  } catch {
    return []
  }
}

function fitsKey(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

/** Whether a chain leads from the first certificate through the others to one of the authorities. */
function isVouchedFor(chain: readonly X509Certificate[], authorities: readonly X509Certificate[]): boolean {
  let [reached] = chain
  for (const _ of chain) {
    const current = reached
    if (!current) return false
    if (authorities.some((authority) => isSame(current, authority) || isIssuedBy(current, authority))) return true
    reached = chain.find((other) => !isSame(current, other) && isIssuedBy(current, other))
  }
  return false
}

function isSame(one: X509Certificate, other: X509Certificate): boolean {
  return one.fingerprint256 === other.fingerprint256
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

// Certificates for TLS tests, made with the `openssl` command.
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Pair {
  readonly cert: string
  readonly key: string
}

export interface CertificateFolder {
  readonly path: string
  /** A CA: its certificate, its key. */
  ca(name: string): Promise<Pair>
  /** A certificate signed by `issuer`; `days` below zero makes an expired one. `names` such as `DNS:localhost`. */
  signed(name: string, issuer: Pair, options?: { names?: string; days?: number }): Promise<Pair>
  /** Self-signed, its own CA, without alternative names. */
  selfSigned(name: string, commonName: string): Promise<Pair>
  remove(): Promise<void>
}

const run = promisify(execFile)
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** A temporary folder in which certificates are made. */
export async function certificateFolder(): Promise<CertificateFolder> {
  const path = await mkdtemp(join(tmpdir(), 'jobdeck-certificates-'))
  const pairOf = (name: string): Pair => ({ cert: join(path, `${name}.crt`), key: join(path, `${name}.key`) })

  async function selfSigned(name: string, commonName: string): Promise<Pair> {
    const pair = pairOf(name)
    const files = ['-keyout', pair.key, '-out', pair.cert]
    await run('openssl', ['req', '-x509', ...newKey, '-days', '30', ...files, '-subj', `/CN=${commonName}`])
    return pair
  }

  async function signed(name: string, issuer: Pair, options: { names?: string; days?: number } = {}): Promise<Pair> {
    const pair = pairOf(name)
    const request = join(path, `${name}.csr`)
    const extensions = join(path, `${name}.ext`)
    await run('openssl', ['req', '-new', ...newKey, '-keyout', pair.key, '-out', request, '-subj', `/CN=${name}`])
    await writeFile(extensions, options.names ? `subjectAltName=${options.names}\n` : '')
    const signer = ['-CA', issuer.cert, '-CAkey', issuer.key, '-CAcreateserial', '-extfile', extensions]
    const days = String(options.days ?? 30)
    await run('openssl', ['x509', '-req', '-in', request, ...signer, '-out', pair.cert, '-days', days])
    await chmod(pair.key, 0o600)
    return pair
  }

  return {
    path,
    ca: (name) => selfSigned(name, name),
    signed,
    selfSigned,
    remove: () => rm(path, { recursive: true, force: true }),
  }
}

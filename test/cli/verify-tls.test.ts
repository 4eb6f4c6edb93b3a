import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CertificateFolder, certificateFolder } from '../support/openssl-certificates.ts'
import { needs } from '../support/tools.ts'
import { onMosquitto, verify } from './verify-run.ts'

needs('mosquitto', 'openssl')('verify over TLS', () => {
  let certificates: CertificateFolder
  let listener: string
  let goodCa: string
  let otherCa: string

  beforeAll(async () => {
    certificates = await certificateFolder()
    const ca = await certificates.ca('ca')
    const server = await certificates.signed('server', ca, { names: 'IP:127.0.0.1' })
    listener = `cafile ${ca.cert}\ncertfile ${server.cert}\nkeyfile ${server.key}`
    goodCa = ca.cert
    otherCa = (await certificates.ca('other')).cert
  })
  afterAll(() => certificates.remove())

  it('passes with the right CA', async () => {
    await onMosquitto({ listener }, async ({ port }) => {
      const tls = { tls: true, caFile: goodCa }
      expect(await verify({ port, observer: tls, publisher: tls })).toMatchObject({ status: 0, failed: {} })
    })
  })

  it('reports a wrong CA', async () => {
    await onMosquitto({ listener }, async ({ port }) => {
      const tls = { tls: true, caFile: otherCa }
      const { status, failed } = await verify({ port, observer: tls, publisher: { tls: true, caFile: goodCa } })
      expect(status).toBe(69)
      expect(failed.connect).toContain('unknown CA')
    })
  })

  it('reports a missing CA file, with the status of a configuration error', async () => {
    await onMosquitto({ listener }, async ({ port }) => {
      const tls = { tls: true, caFile: join(certificates.path, 'nothing.crt') }
      const { status, failed } = await verify({ port, observer: tls, publisher: tls })
      expect(status).toBe(78)
      expect(failed.connect).toContain('does not exist')
    })
  })

  it('warns once about a key that every user can read, however many connections use it', async () => {
    const client = await certificates.signed('client', await certificates.ca('clients'))
    await chmod(client.key, 0o644)
    await onMosquitto({ listener }, async ({ port }) => {
      const tls = { tls: true, caFile: goodCa, certFile: client.cert, keyFile: client.key }
      const { status, stderr } = await verify({ port, observer: tls, publisher: tls })
      expect(status).toBe(0)
      expect(
        stderr.match(/^warning: every user of this machine can read .*client\.key: run chmod 600 on it$/gm),
      ).toHaveLength(1)
    })
  })
})

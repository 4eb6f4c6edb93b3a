// The certificates of `jobdeck broker init` and of certs/make-certs.sh, which must be interchangeable.
import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrokerDirectory } from '../support/broker-directory.ts'
import { brokerInit } from '../support/broker-project.ts'
import { needs } from '../support/tools.ts'

const certificates = ['certs/ca.crt', 'certs/ca.key', 'certs/server.crt', 'certs/server.key']

let prepared: BrokerDirectory
let directory: BrokerDirectory

beforeAll(async () => {
  prepared = new BrokerDirectory()
  await brokerInit(prepared.path)
})
afterAll(() => prepared.dispose())
beforeEach(() => {
  directory = new BrokerDirectory()
})
afterEach(() => directory.dispose())

function certificate(name: string): X509Certificate {
  return new X509Certificate(directory.text(name))
}

describe('the certificates of broker init', () => {
  it('are valid for the loopback names, this host and every requested name, and are signed by the CA', async () => {
    await brokerInit(directory.path, ['mqtt.internal', '*.Example.org', '192.0.2.7', 'fd00::7'])
    const server = certificate('certs/server.crt')
    const names = ['localhost', hostname().toLowerCase(), 'mqtt.internal', '*.example.org'].map((name) => `DNS:${name}`)
    const addresses = ['127.0.0.1', '0:0:0:0:0:0:0:1', '192.0.2.7', 'FD00:0:0:0:0:0:0:7'].map(
      (ip) => `IP Address:${ip}`,
    )
    expect(new Set(server.subjectAltName?.split(', '))).toEqual(new Set([...names, ...addresses]))
    const authority = certificate('certs/ca.crt')
    expect(server.verify(authority.publicKey)).toBe(true)
    expect(server.checkIssued(authority)).toBe(true)
    expect(authority.ca).toBe(true)
    expect(server.ca).toBe(false)
    expect(server.checkPrivateKey(createPrivateKey(directory.text('certs/server.key')))).toBe(true)
    expect(authority.checkPrivateKey(createPrivateKey(directory.text('certs/ca.key')))).toBe(true)
  })

  it('last ten years for the CA and 825 days for the server, with random serial numbers', async () => {
    directory.copyFrom(prepared)
    const [authority, server] = [certificate('certs/ca.crt'), certificate('certs/server.crt')]
    const daysLeft = (date: Date) => Math.round((date.getTime() - Date.now()) / 86_400_000)
    expect([daysLeft(authority.validToDate), daysLeft(server.validToDate)]).toEqual([3650, 825])
    expect(authority.serialNumber).not.toBe(server.serialNumber)
    expect(server.serialNumber.length).toBeGreaterThan(24)
  })

  it('are renewed by the same CA when the server pair is removed', async () => {
    directory.copyFrom(prepared)
    const [authority, before] = [directory.text('certs/ca.crt'), directory.text('certs/server.crt')]
    directory.remove('certs/server.crt', 'certs/server.key')
    const { stdout } = await brokerInit(directory.path, ['added.example'])
    expect(stdout).toContain('made certs/server.crt\nmade certs/server.key\n')
    expect(stdout).toContain('kept certs/ca.key')
    expect(directory.text('certs/ca.crt')).toBe(authority)
    expect(directory.text('certs/server.crt')).not.toBe(before)
    const server = certificate('certs/server.crt')
    expect(server.checkHost('added.example')).toBe('added.example')
    expect(server.verify(certificate('certs/ca.crt').publicKey)).toBe(true)
  })

  it('are valid for an IPv6 address however it is written', async () => {
    directory.copyFrom(prepared)
    directory.remove('certs/server.crt', 'certs/server.key')
    await brokerInit(directory.path, ['::ffff:192.0.2.7', 'FD00:0::0007'])
    const server = certificate('certs/server.crt')
    expect(server.subjectAltName).toContain('IP Address:0:0:0:0:0:FFFF:C000:207')
    expect(server.checkIP('::ffff:192.0.2.7')).toBeDefined()
    expect(server.checkIP('fd00::7')).toBeDefined()
  })

  it.each(['', 'two words', '-x', 'fe80::1%eth0', 'a..b', 'under/score', '1.2.3', '300.1.1.1', 'x'.repeat(254)])(
    'are not made for %j, which is not a name',
    async (host) => {
      await expect(brokerInit(directory.path, [host])).rejects.toMatchObject({ code: 'usage' })
      expect(directory.snapshot()).toEqual({})
    },
  )

  needs('openssl')('as openssl sees them', () => {
    function verify(): string {
      const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'localhost', '-CAfile']
      return execFileSync('openssl', [...args, 'certs/ca.crt', 'certs/server.crt'], {
        cwd: directory.path,
        encoding: 'utf8',
      })
    }

    function makeCerts(...names: readonly string[]): string {
      return execFileSync('bash', ['certs/make-certs.sh', ...names], {
        cwd: directory.path,
        encoding: 'utf8',
        stdio: 'pipe',
      })
    }

    it('pass its strict checks as a TLS server', async () => {
      directory.copyFrom(prepared)
      expect(verify()).toBe('certs/server.crt: OK\n')
    })

    it('can be renewed by make-certs.sh with the CA of broker init', async () => {
      directory.copyFrom(prepared)
      directory.remove('certs/server.crt', 'certs/server.key')
      expect(makeCerts('box.example', '192.0.2.8', 'fd00::8')).toBe(
        'kept ca.key, ca.crt\nmade server.key\nmade server.crt\n',
      )
      expect(verify()).toBe('certs/server.crt: OK\n')
      const server = certificate('certs/server.crt')
      expect([server.checkHost('box.example'), server.checkIP('192.0.2.8'), server.checkIP('fd00::8')]).not.toContain(
        undefined,
      )
    })

    it('can be renewed by broker init with the CA of make-certs.sh', async () => {
      directory.copyFrom(prepared)
      directory.remove(...certificates)
      makeCerts()
      expect(certificates.map((path) => directory.modeOf(path))).toEqual(['644', '600', '644', '644'])
      directory.remove('certs/server.crt', 'certs/server.key')
      await brokerInit(directory.path)
      expect(verify()).toBe('certs/server.crt: OK\n')
    })

    it('are never overwritten by make-certs.sh, nor made as half a pair', async () => {
      directory.copyFrom(prepared)
      const before = directory.snapshot()
      expect(makeCerts('new.example')).toBe('kept server.key, server.crt\n')
      expect(directory.snapshot()).toEqual(before)
      directory.remove('certs/server.crt')
      const half = directory.snapshot()
      expect(() => makeCerts()).toThrow(/only one of .* exists/)
      expect(() => makeCerts('bad name')).toThrow(/neither a host name nor an address/)
      expect(directory.snapshot()).toEqual(half)
    })

    it('are not signed by make-certs.sh with a CA that has expired', async () => {
      directory.copyFrom(prepared)
      directory.remove('certs/server.crt', 'certs/server.key')
      const expired = ['-in', 'ca.crt', '-signkey', 'ca.key', '-days', '-1', '-out', 'ca.crt']
      execFileSync('openssl', ['x509', ...expired], { cwd: join(directory.path, 'certs'), stdio: 'pipe' })
      const before = directory.snapshot()
      expect(() => makeCerts()).toThrow(/ca\.crt has expired/)
      expect(directory.snapshot()).toEqual(before)
    })
  })
})

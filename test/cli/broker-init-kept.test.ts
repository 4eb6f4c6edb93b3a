// What `jobdeck broker init` says about files that it keeps: made with the user's openssl, or out of date.
import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { BrokerDirectory } from '../support/broker-directory.ts'
import { brokerInit } from '../support/broker-project.ts'
import { needs } from '../support/tools.ts'

const notReadable = /^Mosquitto's own user in the container cannot read /m
const certificates = ['certs/ca.crt', 'certs/ca.key', 'certs/server.crt', 'certs/server.key']

let prepared: BrokerDirectory
let other: BrokerDirectory
let directory: BrokerDirectory

beforeAll(async () => {
  prepared = new BrokerDirectory()
  other = new BrokerDirectory()
  for (const { path } of [prepared, other]) await brokerInit(path)
})
afterAll(() => {
  prepared.dispose()
  other.dispose()
})
beforeEach(() => {
  directory = new BrokerDirectory()
  directory.copyFrom(prepared)
})
afterEach(() => {
  vi.useRealTimers()
  directory.dispose()
})

async function said(): Promise<string> {
  const { status, stdout, stderr } = await brokerInit(directory.path)
  expect(status).toBe(0)
  expect(stdout).not.toContain('made ')
  return stderr
}

describe('files that broker init keeps', () => {
  it('cause no note when they match', async () => {
    expect(await said()).toBe('')
  })

  it('cause one with a command when Mosquitto cannot read them', async () => {
    for (const path of ['certs/server.key', 'mosquitto/passwd', 'certs/ca.key'])
      chmodSync(join(directory.path, path), 0o600)
    expect(await said()).toBe(
      "Mosquitto's own user in the container cannot read certs/server.key, mosquitto/passwd and would stop: " +
        'chmod 700 certs mosquitto && chmod 644 certs/server.key mosquitto/passwd (the closed directory keeps others out)\n',
    )
    execFileSync('sh', ['-c', 'chmod 700 certs mosquitto && chmod 644 certs/server.key mosquitto/passwd'], {
      cwd: directory.path,
    })
    expect(await said()).toBe('')
  })

  it('are reported one by one when they do not match each other', async () => {
    directory.write('certs/server.key', other.text('certs/server.key'))
    expect(await said()).toMatch(/^the kept certs\/server\.key does not match certs\/server\.crt: to create a new one/)
    directory.write('certs/server.key', 'no key')
    expect(await said()).toMatch(/^the kept certs\/server\.key does not match/)
    directory.write('certs/server.key', prepared.text('certs/server.key'))
    directory.write('certs/ca.crt', other.text('certs/ca.crt'))
    expect(await said()).toMatch(/^the kept certs\/server\.crt was not signed by certs\/ca\.crt, so clients refuse it/)
    directory.write('certs/ca.crt', 'no certificate')
    expect(await said()).toMatch(/^the kept certs\/ca\.crt is not a certificate/)
    directory.write('certs/ca.crt', `${other.text('certs/ca.crt')}${prepared.text('certs/ca.crt')}`)
    expect(await said()).toBe('')
  })

  it('are reported when the CA has expired, which then cannot sign a new certificate', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 365 * 86_400_000 })
    expect(await said()).toMatch(/^the kept certs\/ca\.crt has expired, so clients refuse what it signed/m)
    directory.remove('certs/server.crt', 'certs/server.key')
    const before = directory.snapshot()
    await expect(brokerInit(directory.path)).rejects.toMatchObject({
      code: 'config',
      message: 'the CA cannot sign: it has expired',
    })
    expect(directory.snapshot()).toEqual(before)
  })
})

needs('openssl')("a person's own certificates", () => {
  function openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: join(directory.path, 'certs'), stdio: 'pipe' })
  }
  function signed(name: string, issuer: string, extensions = ''): void {
    directory.write(`certs/${name}.ext`, extensions)
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', 'csr', '-subj', `/CN=${name}`)
    const by = ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`, '-CAcreateserial', '-extfile', `${name}.ext`]
    openssl('x509', '-req', '-in', 'csr', ...by, '-out', `${name}.crt`, '-days', '825')
  }
  beforeEach(() => directory.remove(...certificates))

  it('may be self-signed and their own CA: only the mode of the key is wrong, as openssl creates it', async () => {
    const pair = ['-keyout', 'server.key', '-out', 'server.crt']
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '825', ...pair, '-subj', '/CN=mqtt.internal')
    directory.write('certs/ca.crt', directory.text('certs/server.crt'))
    expect(directory.modeOf('certs/server.key')).toBe('600')
    const stderr = await said()
    expect(stderr).toMatch(notReadable)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  it('may be signed through an intermediate that comes with the server certificate', async () => {
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=Root')
    signed('middle', 'ca', 'basicConstraints=critical,CA:true\n')
    signed('server', 'middle')
    chmodSync(join(directory.path, 'certs/server.key'), 0o644)
    expect(await said()).toMatch(/^the kept certs\/server\.crt was not signed by certs\/ca\.crt/)
    directory.write('certs/server.crt', directory.text('certs/server.crt') + directory.text('certs/middle.crt'))
    expect(await said()).toBe('')
  })
})

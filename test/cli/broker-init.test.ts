// `jobdeck broker init`: what it makes, with which modes, and that it never overwrites or makes half a pair.
import { execFileSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { brokerInit, emptyDirectory, passwordIn } from '../support/broker-project.ts'
import { needs } from '../support/tools.ts'

const certificates = ['certs/ca.crt', 'certs/ca.key', 'certs/server.crt', 'certs/server.key']
const shipped = [
  'docker-compose.yml',
  'docker-compose.prod.yml',
  'mosquitto/mosquitto.conf',
  'mosquitto/mosquitto.prod.conf',
  'mosquitto/acl',
  'certs/README.md',
  'certs/make-certs.sh',
  'scripts/test_mqtt_tls.sh',
]
const own = ['.gitignore', 'mosquitto/passwd', '.env', ...certificates]

let directory: string

beforeEach(() => {
  directory = emptyDirectory()
})
afterEach(() => {
  rmSync(directory, { recursive: true })
})

function text(path: string): string {
  return readFileSync(join(directory, path), 'utf8')
}

function write(path: string, content: string): void {
  mkdirSync(join(directory, path, '..'), { recursive: true })
  writeFileSync(join(directory, path), content)
}

function remove(...paths: readonly string[]): void {
  for (const path of paths) rmSync(join(directory, path))
}

function modeOf(path: string): string {
  return (statSync(join(directory, path)).mode & 0o777).toString(8)
}

/** Every file with its content. */
function snapshot(): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')]))
}

function certificate(path: string): X509Certificate {
  return new X509Certificate(text(path))
}

describe('broker init in an empty directory', () => {
  it('makes everything that docker compose needs and names each file', async () => {
    const { status, stdout, stderr } = await brokerInit(directory)
    expect(status).toBe(0)
    expect(stdout.trim().split('\n').sort()).toEqual([...shipped, ...own].map((path) => `made ${path}`).sort())
    expect(stderr).toBe('')
    for (const path of shipped) expect(text(path)).toBe(readFileSync(join(import.meta.dirname, '../..', path), 'utf8'))
  })

  it('closes the directories, keeps secrets to the owner, and lets the container read the rest', async () => {
    await brokerInit(directory)
    expect([modeOf('certs'), modeOf('mosquitto')]).toEqual(['700', '700'])
    expect([modeOf('.env'), modeOf('certs/ca.key')]).toEqual(['600', '600'])
    const readable = ['certs/ca.crt', 'certs/server.crt', 'certs/server.key', 'mosquitto/passwd', 'mosquitto/acl']
    expect(readable.map(modeOf)).toEqual(readable.map(() => '644'))
    expect(modeOf('certs/make-certs.sh')).toBe('755')
  })

  it('counts a directory with only hidden entries as empty, and keeps a .gitignore that is there', async () => {
    write('.gitignore', 'mine\n')
    mkdirSync(join(directory, '.git'))
    const { stdout } = await brokerInit(directory)
    expect(stdout).toContain('made docker-compose.yml\n')
    expect(stdout).toContain('kept .gitignore\n')
    expect(text('.gitignore')).toBe('mine\n')
  })

  it('keeps every secret out of git', async () => {
    await brokerInit(directory)
    execFileSync('git', ['init', '-q'], { cwd: directory })
    const untracked = execFileSync('git', ['ls-files', '--others', '--exclude-standard'], {
      cwd: directory,
      encoding: 'utf8',
    })
    expect(untracked.trim().split('\n').sort()).toEqual([...shipped, '.gitignore'].sort())
  })

  it('gives each user a long password of letters and digits, another each time', async () => {
    await brokerInit(directory)
    const other = emptyDirectory()
    await brokerInit(other)
    const passwords = [directory, other].flatMap((at) =>
      (['hermes', 'claude-worker', 'operator'] as const).map((user) => passwordIn(at, user)),
    )
    rmSync(other, { recursive: true })
    expect(new Set(passwords).size).toBe(6)
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{24}$/)
  })

  it('says no password', async () => {
    const { stdout, stderr } = await brokerInit(directory)
    for (const user of ['hermes', 'claude-worker', 'operator'] as const) {
      expect(stdout + stderr).not.toContain(passwordIn(directory, user))
    }
  })
})

describe('the certificates of broker init', () => {
  it('are for the loopback names, this host and every name asked for, and are signed by the CA', async () => {
    await brokerInit(directory, ['mqtt.internal', '*.Example.org', '192.0.2.7', 'fd00::7'])
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
    expect(server.checkPrivateKey(createPrivateKey(text('certs/server.key')))).toBe(true)
    expect(authority.checkPrivateKey(createPrivateKey(text('certs/ca.key')))).toBe(true)
  })

  it('last ten years for the CA and 825 days for the server, with random serial numbers', async () => {
    await brokerInit(directory)
    const [authority, server] = [certificate('certs/ca.crt'), certificate('certs/server.crt')]
    const daysLeft = (date: Date) => Math.round((date.getTime() - Date.now()) / 86_400_000)
    expect([daysLeft(authority.validToDate), daysLeft(server.validToDate)]).toEqual([3650, 825])
    expect(authority.serialNumber).not.toBe(server.serialNumber)
    expect(server.serialNumber.length).toBeGreaterThan(24)
  })

  it('are renewed by the same CA when the server pair is removed', async () => {
    await brokerInit(directory)
    const [authority, before] = [text('certs/ca.crt'), text('certs/server.crt')]
    remove('certs/server.crt', 'certs/server.key')
    const { stdout } = await brokerInit(directory, ['added.example'])
    expect(stdout).toContain('made certs/server.crt\nmade certs/server.key\n')
    expect(stdout).toContain('kept certs/ca.key')
    expect(text('certs/ca.crt')).toBe(authority)
    expect(text('certs/server.crt')).not.toBe(before)
    const server = certificate('certs/server.crt')
    expect(server.checkHost('added.example')).toBe('added.example')
    expect(server.verify(certificate('certs/ca.crt').publicKey)).toBe(true)
  })

  it.each(['', 'two words', '-x', 'a..b', 'under/score', '1.2.3', '300.1.1.1', 'x'.repeat(254)])(
    'are not made for %j, which is no name',
    async (host) => {
      await expect(brokerInit(directory, [host])).rejects.toMatchObject({ code: 'usage' })
      expect(snapshot()).toEqual({})
    },
  )

  needs('openssl')('as openssl sees them', () => {
    function verify(): string {
      const args = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'localhost', '-CAfile']
      return execFileSync('openssl', [...args, 'certs/ca.crt', 'certs/server.crt'], {
        cwd: directory,
        encoding: 'utf8',
      })
    }

    function makeCerts(...names: readonly string[]): string {
      return execFileSync('bash', ['certs/make-certs.sh', ...names], {
        cwd: directory,
        encoding: 'utf8',
        stdio: 'pipe',
      })
    }

    it('pass its strict checks as a TLS server', async () => {
      await brokerInit(directory)
      expect(verify()).toBe('certs/server.crt: OK\n')
    })

    it('can be renewed by make-certs.sh with the CA of broker init', async () => {
      await brokerInit(directory)
      remove('certs/server.crt', 'certs/server.key')
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
      await brokerInit(directory)
      remove(...certificates)
      makeCerts()
      expect(certificates.map(modeOf)).toEqual(['644', '600', '644', '644'])
      remove('certs/server.crt', 'certs/server.key')
      await brokerInit(directory)
      expect(verify()).toBe('certs/server.crt: OK\n')
    })

    it('are never overwritten by make-certs.sh, nor made as half a pair', async () => {
      await brokerInit(directory)
      const before = snapshot()
      expect(makeCerts('new.example')).toBe('kept server.key, server.crt\n')
      expect(snapshot()).toEqual(before)
      remove('certs/server.crt')
      const half = snapshot()
      expect(() => makeCerts()).toThrow(/only one is here/)
      expect(() => makeCerts('bad name')).toThrow(/no host name/)
      expect(snapshot()).toEqual(half)
    })
  })
})

describe('broker init in a directory that has something already', () => {
  it('overwrites nothing the second time and says what it kept', async () => {
    await brokerInit(directory)
    const before = snapshot()
    const { status, stdout } = await brokerInit(directory)
    expect(status).toBe(0)
    expect(stdout.trim().split('\n').sort()).toEqual([...shipped, ...own].map((path) => `kept ${path}`).sort())
    expect(snapshot()).toEqual(before)
  })

  it('puts no compose file among other work, and says so', async () => {
    write('main.py', '')
    const { stdout, stderr } = await brokerInit(directory)
    expect(stdout.trim().split('\n').sort()).toEqual(
      own
        .filter((path) => path !== '.gitignore')
        .map((path) => `made ${path}`)
        .sort(),
    )
    expect(stderr).toMatch(/not made, because this directory is not empty: docker-compose\.yml,/)
  })

  it('closes directories that others could enter, and says so', async () => {
    write('mosquitto/acl', '')
    chmodSync(join(directory, 'mosquitto'), 0o755)
    const { stderr } = await brokerInit(directory)
    expect(modeOf('mosquitto')).toBe('700')
    expect(stderr).toContain('mosquitto/ is closed to other users now')
  })

  it('says when a kept certificate lacks a name asked for or has expired', async () => {
    await brokerInit(directory)
    const { stderr } = await brokerInit(directory, ['localhost', '127.0.0.1', 'new.example', '192.0.2.9'])
    expect(stderr).toContain('is not for new.example, 192.0.2.9: to have another made, remove')
  })

  it('makes the password file from the passwords of a .env that has them', async () => {
    await brokerInit(directory)
    const env = text('.env')
    const passwd = text('mosquitto/passwd')
    remove('mosquitto/passwd')
    const { stdout } = await brokerInit(directory)
    expect(stdout).toContain('made mosquitto/passwd\n')
    expect(text('.env')).toBe(env)
    expect(text('mosquitto/passwd')).not.toBe(passwd)
  })

  it("leaves a person's own password file alone and says that .env has no passwords for it", async () => {
    write('mosquitto/passwd', 'me:$7$…\n')
    const { status, stdout, stderr } = await brokerInit(directory)
    expect(status).toBe(0)
    expect(stdout).toContain('kept mosquitto/passwd\n')
    expect(stderr).toContain('passwords cannot be read back')
    expect(existsSync(join(directory, '.env'))).toBe(false)
  })

  it.each([
    [['certs/ca.key'], /certs\/ca\.key and certs\/ca\.crt belong together/, ['certs/server.crt', 'certs/server.key']],
    [['certs/ca.crt'], /certs\/ca\.crt and certs\/ca\.key belong together/, []],
    [['certs/server.key'], /certs\/server\.crt and certs\/server\.key belong together/, []],
    [['certs/server.crt'], /certs\/server\.crt and certs\/server\.key belong together/, []],
    [['certs/ca.crt', 'certs/ca.key'], /certs\/server\.crt is here without certs\/ca\.crt/, []],
  ])('makes nothing when %j is missing from a set', async (missing, message, alsoMissing) => {
    await brokerInit(directory)
    remove(...missing, ...alsoMissing, 'mosquitto/passwd')
    const before = snapshot()
    const failure = brokerInit(directory)
    await expect(failure).rejects.toMatchObject({ code: 'config', hint: expect.any(String) })
    await expect(failure).rejects.toThrow(message)
    expect(snapshot()).toEqual(before)
  })

  it('is content without the key of the CA, which may live elsewhere', async () => {
    await brokerInit(directory)
    remove('certs/ca.key')
    const { status, stdout } = await brokerInit(directory)
    expect(status).toBe(0)
    expect(stdout).not.toContain('made')
  })

  it('refuses a .env without the passwords rather than writing into it', async () => {
    write('.env', 'JOBDECK_HERMES_PASSWORD=mine\n')
    await expect(brokerInit(directory)).rejects.toThrow(
      '.env is here, but has no JOBDECK_CLAUDE_WORKER_PASSWORD, JOBDECK_OPERATOR_PASSWORD',
    )
    expect(Object.keys(snapshot())).toEqual([join(directory, '.env')])
  })

  it('names the directory that Docker made in place of a missing file', async () => {
    mkdirSync(join(directory, 'mosquitto/passwd'), { recursive: true })
    await expect(brokerInit(directory)).rejects.toThrow('mosquitto/passwd is a directory')
  })

  it('refuses a CA whose key is of another certificate or unreadable', async () => {
    await brokerInit(directory)
    remove('certs/server.crt')
    writeFileSync(join(directory, 'certs/ca.key'), text('certs/server.key'))
    remove('certs/server.key')
    await expect(brokerInit(directory)).rejects.toThrow('the CA cannot sign: the key is of another certificate')
    writeFileSync(join(directory, 'certs/ca.key'), 'nonsense')
    await expect(brokerInit(directory)).rejects.toMatchObject({ code: 'config' })
  })

  it('leaves nothing behind when it cannot write everything', async () => {
    write('certs', 'a file in the way')
    await expect(brokerInit(directory)).rejects.toMatchObject({ code: 'io' })
    expect(Object.keys(snapshot())).toEqual([join(directory, 'certs')])
  })
})

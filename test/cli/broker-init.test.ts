// `jobdeck broker init`: what it creates, with which modes, and that it never overwrites or leaves half of a pair.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { BrokerDirectory } from '../support/broker-directory.ts'
import { brokerInit, passwordIn } from '../support/broker-project.ts'

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

let prepared: BrokerDirectory
/** What the first `broker init` said. */
let first: { status: number; stdout: string; stderr: string }
let directory: BrokerDirectory

beforeAll(async () => {
  prepared = new BrokerDirectory()
  first = await brokerInit(prepared.path)
})
afterAll(() => prepared.dispose())
beforeEach(() => {
  directory = new BrokerDirectory()
})
afterEach(() => directory.dispose())

describe('broker init in an empty directory', () => {
  it('makes everything that docker compose needs and names each file', () => {
    directory.copyFrom(prepared)
    const { status, stdout, stderr } = first
    expect(status).toBe(0)
    expect(stdout.trim().split('\n').sort()).toEqual([...shipped, ...own].map((path) => `made ${path}`).sort())
    expect(stderr).toBe('')
    for (const path of shipped)
      expect(directory.text(path)).toBe(readFileSync(join(import.meta.dirname, '../..', path), 'utf8'))
  })

  it('closes the directories, keeps secrets to the owner, and lets the container read the rest', async () => {
    directory.copyFrom(prepared)
    expect([directory.modeOf('certs'), directory.modeOf('mosquitto')]).toEqual(['700', '700'])
    expect([directory.modeOf('.env'), directory.modeOf('certs/ca.key')]).toEqual(['600', '600'])
    const readable = ['certs/ca.crt', 'certs/server.crt', 'certs/server.key', 'mosquitto/passwd', 'mosquitto/acl']
    expect(readable.map((path) => directory.modeOf(path))).toEqual(readable.map(() => '644'))
    expect(directory.modeOf('certs/make-certs.sh')).toBe('755')
  })

  it('treats a directory with only hidden entries as empty, and keeps an existing .gitignore', async () => {
    directory.write('.gitignore', 'mine\n')
    mkdirSync(join(directory.path, '.git'))
    const { stdout } = await brokerInit(directory.path)
    expect(stdout).toContain('made docker-compose.yml\n')
    expect(stdout).toContain('kept .gitignore\n')
    expect(directory.text('.gitignore')).toBe('mine\n')
  })

  it('keeps every secret out of git', async () => {
    directory.copyFrom(prepared)
    execFileSync('git', ['init', '-q'], { cwd: directory.path })
    const untracked = execFileSync('git', ['ls-files', '--others', '--exclude-standard'], {
      cwd: directory.path,
      encoding: 'utf8',
    })
    expect(untracked.trim().split('\n').sort()).toEqual([...shipped, '.gitignore'].sort())
  })

  it('gives each user a long password of letters and digits, different each time', async () => {
    await brokerInit(directory.path)
    const passwords = [prepared.path, directory.path].flatMap((at) =>
      (['hermes', 'claude-worker', 'operator'] as const).map((user) => passwordIn(at, user)),
    )
    expect(new Set(passwords).size).toBe(6)
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{24}$/)
  })

  it('prints no password', () => {
    for (const user of ['hermes', 'claude-worker', 'operator'] as const) {
      expect(first.stdout + first.stderr).not.toContain(passwordIn(prepared.path, user))
    }
  })
})

describe('broker init in a directory that is not empty', () => {
  it('overwrites nothing the second time and names what it kept', async () => {
    directory.copyFrom(prepared)
    const before = directory.snapshot()
    const { status, stdout } = await brokerInit(directory.path)
    expect(status).toBe(0)
    expect(stdout.trim().split('\n').sort()).toEqual([...shipped, ...own].map((path) => `kept ${path}`).sort())
    expect(directory.snapshot()).toEqual(before)
  })

  it('adds no compose file to other work, and says so', async () => {
    directory.write('main.py', '')
    const { stdout, stderr } = await brokerInit(directory.path)
    expect(stdout.trim().split('\n').sort()).toEqual(
      own
        .filter((path) => path !== '.gitignore')
        .map((path) => `made ${path}`)
        .sort(),
    )
    expect(stderr).toMatch(/not made, because this directory is not empty: docker-compose\.yml,/)
  })

  it('closes directories that others could enter, and says so', async () => {
    directory.write('mosquitto/acl', '')
    chmodSync(join(directory.path, 'mosquitto'), 0o755)
    const { stderr } = await brokerInit(directory.path)
    expect(directory.modeOf('mosquitto')).toBe('700')
    expect(stderr).toContain('mosquitto/ is closed to other users now')
  })

  it('warns when a kept certificate has expired', async () => {
    directory.copyFrom(prepared)
    const tenYears = 10 * 366 * 86_400_000
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + tenYears })
    try {
      const { stderr } = await brokerInit(directory.path)
      expect(stderr).toContain('certs/server.crt has expired: to create a new one, remove')
    } finally {
      vi.useRealTimers()
    }
  })

  it('warns when a kept certificate is not valid for a requested name', async () => {
    directory.copyFrom(prepared)
    const { stderr } = await brokerInit(directory.path, ['localhost', '127.0.0.1', 'new.example', '192.0.2.9'])
    expect(stderr).toContain('is not valid for new.example, 192.0.2.9: to create a new one, remove')
  })

  it('creates the password file from the passwords in an existing .env', async () => {
    directory.copyFrom(prepared)
    const env = directory.text('.env')
    const passwd = directory.text('mosquitto/passwd')
    directory.remove('mosquitto/passwd')
    const { stdout } = await brokerInit(directory.path)
    expect(stdout).toContain('made mosquitto/passwd\n')
    expect(directory.text('.env')).toBe(env)
    expect(directory.text('mosquitto/passwd')).not.toBe(passwd)
  })

  it("keeps a user's password file and warns that .env has no passwords for it", async () => {
    directory.write('mosquitto/passwd', 'me:$7$…\n')
    const { status, stdout, stderr } = await brokerInit(directory.path)
    expect(status).toBe(0)
    expect(stdout).toContain('kept mosquitto/passwd\n')
    expect(stderr).toContain('passwords cannot be read back')
    expect(existsSync(join(directory.path, '.env'))).toBe(false)
  })

  it.each([
    [['certs/ca.key'], /certs\/ca\.key and certs\/ca\.crt belong together/, ['certs/server.crt', 'certs/server.key']],
    [['certs/ca.crt'], /certs\/ca\.crt and certs\/ca\.key belong together/, []],
    [['certs/server.key'], /certs\/server\.crt and certs\/server\.key belong together/, []],
    [['certs/server.crt'], /certs\/server\.crt and certs\/server\.key belong together/, []],
    [['certs/ca.crt', 'certs/ca.key'], /certs\/server\.crt exists without certs\/ca\.crt/, []],
  ])('makes nothing when %j is missing from a set', async (missing, message, alsoMissing) => {
    directory.copyFrom(prepared)
    directory.remove(...missing, ...alsoMissing, 'mosquitto/passwd')
    const before = directory.snapshot()
    const failure = brokerInit(directory.path)
    await expect(failure).rejects.toMatchObject({ code: 'config', hint: expect.any(String) })
    await expect(failure).rejects.toThrow(message)
    expect(directory.snapshot()).toEqual(before)
  })

  it('accepts a missing CA key, which may be kept elsewhere', async () => {
    directory.copyFrom(prepared)
    directory.remove('certs/ca.key')
    const { status, stdout } = await brokerInit(directory.path)
    expect(status).toBe(0)
    expect(stdout).not.toContain('made')
  })

  it('refuses a .env without the passwords rather than writing into it', async () => {
    directory.write('.env', 'JOBDECK_HERMES_PASSWORD=mine\n')
    await expect(brokerInit(directory.path)).rejects.toThrow(
      '.env exists, but has no JOBDECK_CLAUDE_WORKER_PASSWORD, JOBDECK_OPERATOR_PASSWORD',
    )
    expect(Object.keys(directory.snapshot())).toEqual(['.env'])
  })

  it('names the directory that Docker created in place of a missing file', async () => {
    mkdirSync(join(directory.path, 'mosquitto/passwd'), { recursive: true })
    await expect(brokerInit(directory.path)).rejects.toThrow('mosquitto/passwd is a directory')
  })

  it('refuses a CA whose key belongs to another certificate or is unreadable', async () => {
    directory.copyFrom(prepared)
    directory.remove('certs/server.crt')
    directory.write('certs/ca.key', directory.text('certs/server.key'))
    directory.remove('certs/server.key')
    await expect(brokerInit(directory.path)).rejects.toThrow(
      'the CA cannot sign: its key belongs to another certificate',
    )
    directory.write('certs/ca.key', 'nonsense')
    await expect(brokerInit(directory.path)).rejects.toMatchObject({ code: 'config' })
  })

  it('leaves nothing behind when it cannot write everything', async () => {
    directory.write('certs', 'a file in the way')
    await expect(brokerInit(directory.path)).rejects.toMatchObject({ code: 'io' })
    expect(Object.keys(directory.snapshot())).toEqual(['certs'])
  })
})

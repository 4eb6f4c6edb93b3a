import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newProfileFields, type ProfileFields } from '../../../src/io/profiles/profile.ts'
import { openProfiles, type Profiles } from '../../../src/io/profiles/profiles.ts'
import { startProgram } from '../../support/program.ts'

let home: string
let file: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'jobdeck-profiles-'))
  file = join(home, 'config', 'profiles.json')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function open(env: Record<string, string> = {}): Profiles {
  const cwd = join(home, 'work')
  return openProfiles({
    env: { JOBDECK_CONFIG_DIR: join(home, 'config'), HOME: home, ...env },
    cwd,
  })
}

const fields: ProfileFields = { ...newProfileFields, host: 'mqtt.internal' }

async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('saved profiles', () => {
  it('are there for the next process, in a private file and directory', async () => {
    await open().save('prod', () => ({ ...fields, port: 8883, tls: true, caFile: 'certs/ca.crt', username: 'hermes' }))
    expect(open().get('prod')).toEqual({
      ...fields,
      kind: 'fixed',
      origin: 'saved',
      name: 'prod',
      port: 8883,
      tls: true,
      caFile: join(home, 'work', 'certs', 'ca.crt'),
      username: 'hermes',
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, 'config')).mode & 0o777).toBe(0o700)
  })

  it('resolve a path that starts with ~/ against the home directory', async () => {
    const saved = await open().save('prod', () => ({ ...fields, tls: true, caFile: '~/ca.crt' }))
    expect(saved.caFile).toBe(join(home, 'ca.crt'))
  })

  it('leave nothing on disk until something is saved', () => {
    open().list()
    expect(readdirSync(home)).toEqual([])
  })

  it('are changed from the current content of the file, not from what was read at the start', async () => {
    const early = open()
    await open().save('a', () => fields)
    await early.save('a', (current) => ({ ...(current ?? fields), port: 1884 }))
    await open().save('b', () => fields)
    expect(
      open()
        .list()
        .map((profile) => profile.name),
    ).toEqual(['env', 'local', 'local-tls', 'embedded', 'a', 'b'])
    expect(open().get('a')).toMatchObject({ host: 'mqtt.internal', port: 1884 })
  })

  it('are gone after removal', async () => {
    await open().save('a', () => fields)
    await open().remove('a')
    expect(await thrownBy(() => open().get('a'))).toMatchObject({ code: 'config', message: 'there is no profile "a"' })
    expect(await thrownBy(() => open().remove('a'))).toMatchObject({ code: 'config' })
  })

  it('cannot be removed while selected', async () => {
    await open().save('a', () => fields)
    await open().select('a')
    expect(await thrownBy(() => open().remove('a'))).toMatchObject({ code: 'usage', message: 'profile "a" is in use' })
    expect(open().get('a')).toMatchObject({ name: 'a' })
  })

  it.each(['../x', '', '.a', '-a', 'a b', 'a/b', 'ä', 'a'.repeat(33), '__proto__', 'a\n', '\u001b[31m'])(
    'cannot be called %j',
    async (name) => {
      expect(await thrownBy(() => open().save(name, () => fields))).toMatchObject({ code: 'usage' })
      expect(await thrownBy(() => open().get(name))).toMatchObject({ code: 'usage' })
      expect(readdirSync(home)).toEqual([])
    },
  )

  it('may have the name of a property that every object has', async () => {
    expect(await thrownBy(() => open().select('constructor'))).toMatchObject({ code: 'config' })
    await open().save('constructor', () => fields)
    expect(open().get('constructor')).toMatchObject({ host: 'mqtt.internal' })
  })

  it.each(['env', 'local', 'local-tls', 'embedded'])('cannot replace or remove the built-in %s', async (name) => {
    expect(await thrownBy(() => open().save(name, () => fields))).toMatchObject({ code: 'usage' })
    expect(await thrownBy(() => open().remove(name))).toMatchObject({ code: 'usage' })
  })

  it.each([
    ['host', { host: 'mqtt://x' }],
    ['port', { port: 0 }],
    ['port', { port: 65_536 }],
    ['port', { port: 1.5 }],
    ['username', { username: '' }],
    ['username', { secret: { kind: 'plain', text: 'x' } }],
    ['secret.variable', { username: 'u', secret: { kind: 'env', variable: '1X' } }],
    ['secret.command', { username: 'u', secret: { kind: 'command', command: ' ' } }],
    ['clientIdPrefix', { clientIdPrefix: 'a b' }],
    ['topicBase', { topicBase: 'a/#' }],
    ['keyFile', { tls: true, certFile: 'c.pem' }],
    ['tls', { caFile: 'ca.pem' }],
  ] as const)('say that %s is wrong, and nothing is written', async (field, wrong) => {
    const error = await thrownBy(() => open().save('a', () => ({ ...fields, ...wrong }) as ProfileFields))
    expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining(`profile "a", ${field}: `) })
    expect(open().list()).toHaveLength(4)
  })

  it('survive two processes that save twenty each at the same time', async () => {
    const script = join(import.meta.dirname, 'programs/save-profiles.ts')
    const savers = ['a', 'b'].map((letter) =>
      startProgram(process.execPath, [script, join(home, 'config'), letter, '20']),
    )
    await Promise.all(savers.map((saver) => saver.waitForLine('ready')))
    for (const saver of savers) saver.closeStdin()
    const exits = await Promise.all(savers.map((saver) => saver.exit))
    expect(exits.map((exit) => exit.code)).toEqual([0, 0])
    const names = open()
      .list()
      .filter((profile) => profile.origin === 'saved')
    expect(names).toHaveLength(40)
    expect(readdirSync(join(home, 'config')).sort()).toEqual(['.lock', 'profiles.json'])
  })
})

describe('the choice of a profile', () => {
  it('is the named one, else env when MQTT_BROKER is set, else the last selected, else env', async () => {
    await open().save('prod', () => fields)
    expect(open().choose(null).name).toBe('env')
    await open().select('prod')
    expect(open().choose(null).name).toBe('prod')
    expect(open({ MQTT_BROKER: 'x' }).choose(null).name).toBe('env')
    expect(open({ MQTT_BROKER: '' }).choose(null).name).toBe('prod')
    expect(open({ MQTT_BROKER: 'x' }).choose('local').name).toBe('local')
  })

  it('names the profiles that exist when one does not', async () => {
    expect(await thrownBy(() => open().choose('nope'))).toMatchObject({
      code: 'config',
      hint: 'choose one of env, local, local-tls, embedded',
    })
    expect(await thrownBy(() => open().select('nope'))).toMatchObject({ code: 'config' })
  })
})

describe('built-in local profiles', () => {
  it('log in as MQTT_USERNAME, and find the CA in the working directory', () => {
    const profiles = open({ MQTT_USERNAME: 'operator', MQTT_PASSWORD: 'pw' })
    expect(profiles.get('local')).toMatchObject({ host: '127.0.0.1', port: 1883, tls: false, username: 'operator' })
    expect(profiles.get('local-tls')).toMatchObject({
      port: 8883,
      tls: true,
      caFile: join(home, 'work', 'certs', 'ca.crt'),
      secret: { kind: 'env', variable: 'MQTT_PASSWORD' },
    })
  })

  it('log in as operator with the password that broker init made', () => {
    const login = { username: 'operator', secret: { kind: 'env', variable: 'JOBDECK_OPERATOR_PASSWORD' } }
    expect(open({ JOBDECK_OPERATOR_PASSWORD: 'pw' }).get('local-tls')).toMatchObject(login)
    const both = { JOBDECK_OPERATOR_PASSWORD: 'pw', MQTT_USERNAME: 'hermes', MQTT_PASSWORD: 'pw' }
    expect(open(both).get('local-tls')).toMatchObject({ username: 'hermes' })
  })

  it('do not send this machine a password that is meant for another', () => {
    const login = { MQTT_USERNAME: 'operator', MQTT_PASSWORD: 'pw' }
    const nobody = { username: null, secret: { kind: 'none' } }
    expect(open({ ...login, MQTT_BROKER: 'mqtt.internal' }).get('local')).toMatchObject(nobody)
    expect(open({ ...login, MQTT_BROKER: 'localhost' }).get('local')).toMatchObject({ username: 'operator' })
  })
})

describe('a broken profiles file', () => {
  const good = { version: 1, selected: null, profiles: { a: fields } }
  const secret = 'hunter2-secret'

  it.each([
    ['no JSON', `{"version": 1,\n "profiles": {"a": {"secret": ${secret}}}}`, 'line 2, column 31'],
    ['cut off', '{"version": 1,', 'line 1, column 15'],
    ['a comma too many', '{"version": 1,}', 'line 1, column 15'],
    ['empty', '', 'line 1, column 1'],
    ['no object', '[]', 'the file: '],
    ['of another version', JSON.stringify({ ...good, version: 2 }), 'version: expected 1'],
    ['with a wrong port', JSON.stringify({ ...good, profiles: { a: { ...fields, port: 'x' } } }), 'profiles.a.port: '],
    [
      'with an unknown field',
      JSON.stringify({ ...good, profiles: { a: { ...fields, passwort: secret } } }),
      'passwort',
    ],
    ['with a name of a built-in', JSON.stringify({ ...good, profiles: { env: fields } }), 'profiles.env: '],
    ['with a strange name', JSON.stringify({ ...good, profiles: { '../a': fields } }), 'profiles.../a: '],
    ['with a bad secret', JSON.stringify({ ...good, profiles: { a: { ...fields, secret } } }), 'profiles.a.secret: '],
  ])('(%s) is reported with the place, kept as it is, and quoted nowhere', async (_what, text, place) => {
    mkdirSync(join(home, 'config'))
    writeFileSync(file, text)
    const profiles = open()
    const problem = profiles.problem()
    expect(problem).toMatchObject({ code: 'config' })
    expect(problem?.message).toContain(file)
    expect(problem?.message).toContain(place)
    expect(problem?.message).not.toContain(secret.slice(0, 6))
    expect(profiles.list().map((profile) => profile.name)).toEqual(['env', 'local', 'local-tls', 'embedded'])
    expect(profiles.choose('local').name).toBe('local')
    expect(await thrownBy(() => profiles.choose('a'))).toBe(problem)
    expect(await thrownBy(() => profiles.choose(null))).toMatchObject({ code: 'config', message: problem?.message })
    expect(await thrownBy(() => profiles.save('b', () => fields))).toMatchObject({ code: 'config' })
    expect(await thrownBy(() => profiles.select('local'))).toMatchObject({ code: 'config' })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('works again as soon as it is fixed', async () => {
    mkdirSync(join(home, 'config'))
    writeFileSync(file, '{')
    const profiles = open()
    writeFileSync(file, JSON.stringify(good))
    await profiles.select('a')
    expect(profiles.problem()).toBeNull()
    expect(profiles.choose(null).name).toBe('a')
  })

  it('that cannot be read at all is an input/output error', () => {
    mkdirSync(file, { recursive: true })
    expect(open().problem()).toMatchObject({ code: 'io', message: expect.stringContaining(file) })
  })
})

it('a configuration directory that cannot be created is reported', async () => {
  writeFileSync(join(home, 'config'), '')
  const error = await thrownBy(() => open().save('a', () => fields))
  expect(error).toMatchObject({ code: 'io', message: expect.stringContaining(join(home, 'config')) })
})

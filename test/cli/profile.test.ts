import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProfileAdd } from '../../src/cli/commands/profile-add.ts'
import { runProfileEdit } from '../../src/cli/commands/profile-edit.ts'
import { runProfileList } from '../../src/cli/commands/profile-list.ts'
import { runProfileRemove } from '../../src/cli/commands/profile-remove.ts'
import { runProfileShow } from '../../src/cli/commands/profile-show.ts'
import { runProfileUse } from '../../src/cli/commands/profile-use.ts'
import { profilesOf } from '../../src/cli/context/open-profiles.ts'
import { capturedContext } from '../support/captured-context.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runHere } from './run-here.ts'

const password = 'hunter2-Geheimnis'

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => {
      throw new Error('nothing was thrown')
    },
    (error: unknown) => error,
  )
}

async function homeWithProd(): Promise<string> {
  const home = temporaryFolder()
  const { context } = capturedContext({ home, stdin: `${password}\nsecond line\n` })
  await runProfileAdd(context, 'prod', { host: 'mqtt.internal', tls: true, ca: 'ca.crt', username: 'hermes' })
  return home
}

describe('profile edit on the command line', () => {
  it('removes the topic base when it is empty, which is refused everywhere else', async () => {
    const home = temporaryFolder()
    const topicBase = async () =>
      JSON.parse((await runHere(['profile', 'show', 'x', '--json'], { home })).stdout).topic_base
    await runHere(['profile', 'add', 'x', '--host', 'h', '--topic-base', 'team/jobs'], { home })
    expect(await topicBase()).toBe('team/jobs')
    expect(await runHere(['profile', 'edit', 'x', '--topic-base', ''], { home })).toMatchObject({ status: 0 })
    expect(await topicBase()).toBeNull()
    expect(await runHere(['profile', 'list', '--topic-base', ''], { home })).toMatchObject({ status: 64 })
    expect(await runHere(['profile', 'edit', 'x', '--topic-base', 'a//b'], { home })).toMatchObject({ status: 64 })
  })

  it('explains what to do when TLS is switched off while there are certificates', async () => {
    const home = await homeWithProd()
    const edit = ['profile', 'edit', 'prod', '--no-tls']
    expect(await runHere(edit, { home })).toMatchObject({
      status: 64,
      stderr: `jobdeck: profile "prod" has certificates, which are only used with TLS: remove them with --ca ''\n`,
    })
    expect(await runHere([...edit, '--ca', ''], { home })).toMatchObject({ status: 0 })
  })
})

describe('profile add', () => {
  it('takes the password from the input, warns that it is stored, and says where', async () => {
    const home = temporaryFolder()
    const { context, stdout, stderr } = capturedContext({ home, stdin: `${password}\n` })
    expect(await runProfileAdd(context, 'prod', { host: 'h', username: 'hermes' })).toBe(0)
    expect(stdout()).toBe('')
    expect(stderr()).toContain('stored as plain text')
    expect(stderr()).toContain(join(home, 'config', 'profiles.json'))
    expect(stderr()).not.toContain(password)
    expect(profilesOf(context).get('prod')).toMatchObject({ secret: { kind: 'plain', text: password } })
  })

  it.each([
    [{ passwordEnv: 'BROKER_PW' }, { kind: 'env', variable: 'BROKER_PW' }],
    [{ passwordCommand: 'pass show mqtt' }, { kind: 'command', command: 'pass show mqtt' }],
    [{ password: false }, { kind: 'none' }],
  ])('asks for nothing with %j', async (options, secret) => {
    const { context, stderr } = capturedContext()
    await runProfileAdd(context, 'prod', { host: 'h', username: 'hermes', ...options })
    expect(profilesOf(context).get('prod')).toMatchObject({ username: 'hermes', secret })
    expect(stderr()).not.toContain('plain text')
  })

  it.each([
    [{}, 1883],
    [{ tls: true }, 8883],
    [{ transport: 'websocket' }, 9001],
    [{ tls: true, port: 443 }, 443],
  ] as const)('of %j uses port %i', async (options, port) => {
    const { context } = capturedContext()
    await runProfileAdd(context, 'a', { host: 'h', ...options })
    expect(profilesOf(context).get('a')).toMatchObject({ port })
  })

  it.each([
    ['../x', { host: 'h' }, 'usage'],
    ['local', { host: 'h' }, 'usage'],
    ['a', {}, 'usage'],
    ['a', { host: 'mqtt://h' }, 'usage'],
    ['a', { host: 'h', username: 'u', passwordEnv: 'A', passwordCommand: 'b' }, 'usage'],
    ['a', { host: 'h', passwordEnv: 'A' }, 'usage'],
    ['a', { host: 'h', password: true }, 'usage'],
    ['a', { host: 'h', username: 'u', cert: 'c.pem' }, 'usage'],
    ['a', { host: 'h', tls: true, username: 'u' }, 'usage'],
  ])('of %j with %j saves nothing', async (name, options, code) => {
    const { context, stderr } = capturedContext()
    expect(await thrownBy(runProfileAdd(context, name, options))).toMatchObject({ code })
    expect(profilesOf(context).list()).toHaveLength(4)
    expect(stderr()).not.toContain('saved')
  })

  it('never replaces an existing profile', async () => {
    const home = await homeWithProd()
    const { context } = capturedContext({ home })
    expect(await thrownBy(runProfileAdd(context, 'prod', { host: 'other' }))).toMatchObject({
      code: 'usage',
      hint: 'edit it, or choose another name',
    })
    expect(profilesOf(context).get('prod')).toMatchObject({ host: 'mqtt.internal' })
  })
})

describe('profile edit', () => {
  it('changes the given fields and keeps the rest, the password too', async () => {
    const { context } = capturedContext({ home: await homeWithProd() })
    await runProfileEdit(context, 'prod', { port: 8884, ca: '', clientIdPrefix: 'deck' })
    expect(profilesOf(context).get('prod')).toMatchObject({
      host: 'mqtt.internal',
      port: 8884,
      tls: true,
      caFile: null,
      clientIdPrefix: 'deck',
      secret: { kind: 'plain', text: password },
    })
  })

  it('asks for a new password only with --password', async () => {
    const { context } = capturedContext({ home: await homeWithProd(), stdin: 'new\n' })
    await runProfileEdit(context, 'prod', { password: true })
    expect(profilesOf(context).get('prod')).toMatchObject({ secret: { kind: 'plain', text: 'new' } })
  })

  it('removes the password together with the user', async () => {
    const { context } = capturedContext({ home: await homeWithProd() })
    await runProfileEdit(context, 'prod', { username: '' })
    expect(profilesOf(context).get('prod')).toMatchObject({ username: null, secret: { kind: 'none' } })
  })

  it.each([
    ['nope', 'config'],
    ['env', 'usage'],
    ['a b', 'usage'],
  ])('refuses %j', async (name, code) => {
    expect(await thrownBy(runProfileEdit(capturedContext().context, name, { port: 1 }))).toMatchObject({ code })
  })
})

describe('profile list and show', () => {
  it('say where each profile leads, and mark the one in use', async () => {
    const home = await homeWithProd()
    await runProfileUse(capturedContext({ home }).context, 'prod')
    const { context, stdout } = capturedContext({ home, env: { MQTT_PORT: 'abc' } })
    expect(await runProfileList(context, {})).toBe(0)
    expect(stdout().split('\n')).toEqual([
      '   env        -                           -       MQTT_PORT is "abc", expected a port number from 1 to 65535',
      '   local      mqtt://127.0.0.1:1883       -       built-in',
      '   local-tls  mqtts://127.0.0.1:8883      -       built-in',
      '   embedded   inside the process          -       built-in',
      '*  prod       mqtts://mqtt.internal:8883  hermes  saved',
      '',
    ])
  })

  it('print JSON that says where the password is, never the password', async () => {
    const home = await homeWithProd()
    const listed = capturedContext({ home })
    await runProfileList(listed.context, { json: true })
    expect(JSON.parse(listed.stdout())).toContainEqual({
      name: 'prod',
      origin: 'saved',
      in_use: false,
      url: 'mqtts://mqtt.internal:8883',
      username: 'hermes',
      password: { source: 'file' },
      problem: null,
    })
    const shown = capturedContext({ home })
    await runProfileShow(shown.context, 'prod', { json: true })
    expect(JSON.parse(shown.stdout())).toMatchObject({ ca_file: join(home, 'ca.crt'), topic_base: null })
  })

  it('show no secret anywhere', async () => {
    const home = await homeWithProd()
    const env = { MQTT_USERNAME: 'u', MQTT_PASSWORD: password, MQTT_BROKER: 'localhost' }
    for (const json of [true, false]) {
      const { context, stdout, stderr } = capturedContext({ home, env })
      await runProfileList(context, { json })
      for (const profile of profilesOf(context).list()) await runProfileShow(context, profile.name, { json })
      expect(stdout()).toContain('MQTT_PASSWORD')
      expect(stdout() + stderr()).not.toContain(password)
    }
    expect(readFileSync(join(home, 'config', 'profiles.json'), 'utf8')).toContain(password)
  })

  it('report that a variable is not set', async () => {
    const { context, stdout } = capturedContext()
    await runProfileAdd(context, 'a', { host: 'h', username: 'u', passwordEnv: 'NOT_THERE' })
    await runProfileShow(context, 'a', {})
    expect(stdout()).toMatch(/^problem +NOT_THERE is not set$/m)
  })

  it('print the built-in profiles when the file is broken, and then the reason', async () => {
    const { context, stdout } = capturedContext()
    mkdirSync(join(context.cwd, 'config'))
    writeFileSync(join(context.cwd, 'config', 'profiles.json'), `{"a": ${password}}`)
    const error = await thrownBy(runProfileList(context, {}))
    expect(error).toMatchObject({ code: 'config', message: expect.stringContaining('line 1, column 7') })
    expect(String(error)).not.toContain(password)
    expect(stdout()).toContain('local-tls')
  })
})

describe('profile use and remove', () => {
  it('choose a profile until another is chosen', async () => {
    const { context, stderr } = capturedContext({ home: await homeWithProd() })
    expect(await runProfileUse(context, 'prod')).toBe(0)
    expect(profilesOf(context).choose(null).name).toBe('prod')
    await runProfileUse(context, 'local')
    expect(profilesOf(context).choose(null).name).toBe('local')
    expect(stderr()).not.toContain('but not')
    expect(await thrownBy(runProfileUse(context, 'nope'))).toMatchObject({ code: 'config' })
  })

  it('warn when a variable takes precedence over the choice', async () => {
    const { context, stderr } = capturedContext({ env: { MQTT_BROKER: 'h' } })
    await runProfileUse(context, 'local')
    expect(stderr()).toContain('but not while MQTT_BROKER is set')
  })

  it('never remove the profile in use', async () => {
    const home = await homeWithProd()
    await runProfileUse(capturedContext({ home }).context, 'prod')
    expect(await thrownBy(runProfileRemove(capturedContext({ home }).context, 'prod'))).toMatchObject({ code: 'usage' })
    await runProfileUse(capturedContext({ home }).context, 'env')
    const named = capturedContext({ home, profileName: 'prod' })
    expect(await thrownBy(runProfileRemove(named.context, 'prod'))).toMatchObject({ code: 'usage' })
    expect(profilesOf(named.context).get('prod').origin).toBe('saved')
    expect(await runProfileRemove(capturedContext({ home }).context, 'prod')).toBe(0)
    expect(await thrownBy(runProfileRemove(capturedContext({ home }).context, 'prod'))).toMatchObject({
      code: 'config',
    })
  })
})

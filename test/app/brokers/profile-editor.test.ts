import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ProfileDesk } from '../../../src/app/brokers/profile-editor.ts'
import type { ProfileForm } from '../../../src/app/brokers/profile-form.ts'
import type { ProfileView } from '../../../src/app/brokers/profile-view.ts'
import { profilesOf } from '../../../src/cli/context/open-profiles.ts'
import { newProfileFields } from '../../../src/io/profiles/profile.ts'
import type { Profiles } from '../../../src/io/profiles/profiles.ts'
import { capturedContext } from '../../support/captured-context.ts'
import type { Environment } from '../../support/jobdeck-home.ts'
import { freePort, startMosquitto } from '../../support/mosquitto.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'

interface OpenDesk {
  readonly desk: ProfileDesk
  readonly profiles: Profiles
  readonly changes: readonly (readonly ProfileView[])[]
  view(name: string): ProfileView | undefined
}

function openDesk(env: Environment = {}): OpenDesk {
  const { context } = capturedContext({ env })
  const profiles = profilesOf(context)
  const changes: (readonly ProfileView[])[] = []
  const desk = new ProfileDesk(profiles, context.env, (views) => changes.push(views))
  return { desk, profiles, changes, view: (name) => desk.views.find((view) => view.name === name) }
}

const form: ProfileForm = {
  name: 'office',
  host: 'mqtt.internal',
  port: '8883',
  transport: 'tcp',
  tls: 'on',
  caFile: '/etc/ca.crt',
  certFile: '',
  keyFile: '',
  username: 'hermes',
  password: 'geheim',
  passwordEnv: '',
  passwordCommand: '',
  clientIdPrefix: 'hermes',
  topicBase: 'python/mqtt/jobs',
}

/** A broker without TLS and login. */
const plainForm: ProfileForm = { ...form, tls: 'off', caFile: '', username: '', password: '' }

/** Opens the form of `office`, changes it and saves. */
async function edit({ desk }: OpenDesk, changes: Partial<ProfileForm>): Promise<void> {
  const opened = desk.formOf('office')
  if (!opened) throw new Error('a saved profile has a form')
  expect(await desk.save({ ...opened, ...changes }, opened)).toEqual({ ok: true })
}

describe('the list', () => {
  it('names every profile with its address and how safe it is', async () => {
    const desk = openDesk({ MQTT_BROKER: 'broker.example', MQTT_USERNAME: 'me', MQTT_PASSWORD: 'geheim' })
    await desk.profiles.save('office', () => ({ ...newProfileFields, host: 'mqtt.internal', port: 8883, tls: true }))
    expect(desk.desk.views.map(({ name, url, security, origin }) => [name, url, security, origin])).toEqual([
      ['env', 'mqtt://broker.example:1883', 'plain', 'built-in'],
      ['local', 'mqtt://127.0.0.1:1883', 'public', 'built-in'],
      ['local-tls', 'mqtts://127.0.0.1:8883', 'public', 'built-in'],
      ['embedded', 'in this process', 'public', 'built-in'],
      ['office', 'mqtts://mqtt.internal:8883', 'public', 'saved'],
    ])
    expect(JSON.stringify(desk.desk.views)).not.toContain('geheim')
  })

  it('shows the profile of a broken environment with what is wrong', () => {
    expect(openDesk({ MQTT_PORT: 'abc' }).view('env')).toMatchObject({
      reach: 'unreachable',
      problem: /MQTT_PORT is "abc"/,
    })
  })
})

needs('mosquitto')('reaching', () => {
  it('tells for each broker whether its port answers', async () => {
    const broker = await startMosquitto()
    const desk = openDesk({ MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(broker.port) })
    const deadPort = await freePort()
    await desk.profiles.save('dead', () => ({ ...newProfileFields, host: '127.0.0.1', port: deadPort }))
    expect(desk.view('env')?.reach).toBe('unknown')
    desk.desk.check()
    expect(desk.view('env')?.reach).toBe('checking')
    await waitFor(() => desk.view('env')?.reach === 'reachable', { what: 'the live broker' })
    await waitFor(() => desk.view('dead')?.reach === 'unreachable', { what: 'the dead one' })
    expect(desk.view('dead')?.problem).toBe('refused the connection')
    expect(desk.changes.length).toBeGreaterThan(2)
    const { host, port } = { host: '127.0.0.1', port: String(broker.port) }
    const opened = desk.desk.formOf('dead')
    expect(await desk.desk.save({ ...plainForm, name: 'dead', host, port }, opened)).toEqual({ ok: true })
    expect(desk.view('dead')).toMatchObject({ reach: 'unknown', problem: null })
    await broker.stop()
  })
})

describe('saving', () => {
  it('keeps what was typed, and shows it again without the password', async () => {
    const desk = openDesk()
    expect(await desk.desk.save(form, null)).toEqual({ ok: true })
    expect(desk.profiles.get('office')).toMatchObject({
      host: 'mqtt.internal',
      port: 8883,
      tls: true,
      secret: { kind: 'plain', text: 'geheim' },
      topicBase: null,
    })
    expect(desk.desk.formOf('office')).toEqual({ ...form, password: '' })
    expect(desk.changes.at(-1)?.some(({ name }) => name === 'office')).toBe(true)
  })

  it('keeps the password when the field is left empty, replaces it by a variable, drops it with its user', async () => {
    const desk = openDesk()
    await desk.desk.save(form, null)
    await edit(desk, { host: 'other.internal' })
    expect(desk.profiles.get('office')).toMatchObject({ host: 'other.internal', secret: { text: 'geheim' } })
    await edit(desk, { passwordEnv: 'OFFICE_PASSWORD' })
    expect(desk.profiles.get('office')).toMatchObject({ secret: { kind: 'env', variable: 'OFFICE_PASSWORD' } })
    await edit(desk, { password: 'geheim', passwordEnv: '' })
    expect(desk.profiles.get('office')).toMatchObject({ secret: { text: 'geheim' } })
    await edit(desk, { username: '' })
    expect(desk.profiles.get('office')).toMatchObject({ username: null, secret: { kind: 'none' } })
    expect(readFileSync(desk.profiles.file, 'utf8')).not.toContain('geheim')
  })

  it('never puts a new profile in the place of another, whoever made that one', async () => {
    const desk = openDesk()
    await desk.desk.save(form, null)
    const refused = await desk.desk.save({ ...plainForm, host: 'elsewhere.example' }, null)
    expect(refused).toMatchObject({ ok: false, message: /there is a profile "office" already/ })
    expect(desk.profiles.get('office')).toMatchObject({ host: 'mqtt.internal', secret: { text: 'geheim' } })
  })

  it('changes only what the person changed: another process may have changed the rest meanwhile', async () => {
    const desk = openDesk()
    await desk.desk.save(form, null)
    const opened = desk.desk.formOf('office')
    if (!opened) throw new Error('a saved profile has a form')
    const secret = { kind: 'command', command: 'pass show office' } as const
    await desk.profiles.save('office', () => ({
      ...newProfileFields,
      host: 'mqtt.internal',
      username: 'hermes',
      clientIdPrefix: 'fromcli',
      secret,
    }))
    await desk.desk.save({ ...opened, topicBase: 'team' }, opened)
    expect(desk.profiles.get('office')).toMatchObject({ clientIdPrefix: 'fromcli', secret, topicBase: 'team' })
  })

  it('does not bring a profile back, without its password, that was removed meanwhile', async () => {
    const desk = openDesk()
    await desk.desk.save(form, null)
    const opened = desk.desk.formOf('office')
    await desk.profiles.remove('office')
    const refused = await desk.desk.save({ ...form, password: '', port: '1884' }, opened)
    expect(refused).toMatchObject({ ok: false, message: /"office" was removed meanwhile/ })
    expect(desk.view('office')).toBeUndefined()
  })

  it.each<[Partial<ProfileForm>, keyof ProfileForm]>([
    [{ name: '' }, 'name'],
    [{ name: 'two words' }, 'name'],
    [{ name: 'embedded' }, 'name'],
    [{ host: '' }, 'host'],
    [{ host: 'mqtt://host' }, 'host'],
    [{ port: '' }, 'port'],
    [{ port: '70000' }, 'port'],
    [{ port: 'abc' }, 'port'],
    [{ password: '', passwordEnv: 'not a name' }, 'passwordEnv'],
    [{ topicBase: 'a/+/b' }, 'topicBase'],
    [{ clientIdPrefix: 'a b' }, 'clientIdPrefix'],
  ])('says what is wrong beside the field for %j, and saves nothing', async (wrong, field) => {
    const desk = openDesk()
    const result = await desk.desk.save({ ...form, ...wrong }, null)
    expect(result).toMatchObject({ ok: false, message: null })
    expect(Object.keys(result.ok ? {} : result.fields)).toContain(field)
    expect(desk.profiles.list()).toHaveLength(4)
  })
})

describe('removing', () => {
  it('removes a saved profile', async () => {
    const desk = openDesk()
    await desk.desk.save(form, null)
    expect(await desk.desk.remove('office', 'env')).toEqual({ ok: true })
    expect(desk.view('office')).toBeUndefined()
  })

  it('says why it cannot remove a built-in one, the one in use, or the one of the next start', async () => {
    const desk = openDesk()
    await desk.desk.save(form, null)
    expect(await desk.desk.remove('office', 'office')).toMatchObject({ ok: false, message: /in use/ })
    expect(await desk.desk.remove('local', 'env')).toMatchObject({ ok: false, message: /built-in/ })
    await desk.profiles.select('office')
    expect(await desk.desk.remove('office', 'env')).toMatchObject({ ok: false, message: /in use/ })
    expect(desk.view('office')).toBeDefined()
  })

  it('has no form for a profile that cannot be changed', () => {
    expect(openDesk().desk.formOf('local')).toBeNull()
    expect(openDesk().desk.formOf('nowhere')).toBeNull()
  })
})

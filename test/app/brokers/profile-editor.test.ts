import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ProfileEditor } from '../../../src/app/brokers/profile-editor.ts'
import type { ProfileForm } from '../../../src/app/brokers/profile-form.ts'
import type { ProfileView } from '../../../src/app/brokers/profile-view.ts'
import { profilesOf } from '../../../src/cli/context/open-profiles.ts'
import { newProfileFields } from '../../../src/io/profiles/profile.ts'
import type { Profiles } from '../../../src/io/profiles/profiles.ts'
import { capturedContext } from '../../support/captured-context.ts'
import { freePort } from '../../support/free-port.ts'
import type { Environment } from '../../support/jobdeck-home.ts'
import { startMosquitto } from '../../support/mosquitto.ts'
import { needs } from '../../support/tools.ts'
import { waitFor } from '../../support/wait-for.ts'

interface OpenEditor {
  readonly editor: ProfileEditor
  readonly profiles: Profiles
  readonly changes: readonly (readonly ProfileView[])[]
  view(name: string): ProfileView | undefined
}

function openEditor(env: Environment = {}): OpenEditor {
  const { context } = capturedContext({ env })
  const profiles = profilesOf(context)
  const changes: (readonly ProfileView[])[] = []
  const editor = new ProfileEditor(profiles, context.env, (views) => changes.push(views))
  return { editor, profiles, changes, view: (name) => editor.views.find((view) => view.name === name) }
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
async function edit({ editor }: OpenEditor, changes: Partial<ProfileForm>): Promise<void> {
  const opened = editor.formOf('office')
  if (!opened) throw new Error('a saved profile has a form')
  expect(await editor.save({ ...opened, ...changes }, opened)).toEqual({ ok: true })
}

describe('the list', () => {
  it('names every profile with its address and how safe it is', async () => {
    const place = openEditor({ MQTT_BROKER: 'broker.example', MQTT_USERNAME: 'me', MQTT_PASSWORD: 'geheim' })
    await place.profiles.save('office', () => ({ ...newProfileFields, host: 'mqtt.internal', port: 8883, tls: true }))
    expect(place.editor.views.map(({ name, url, security, origin }) => [name, url, security, origin])).toEqual([
      ['env', 'mqtt://broker.example:1883', 'plain', 'built-in'],
      ['local', 'mqtt://127.0.0.1:1883', 'local', 'built-in'],
      ['local-tls', 'mqtts://127.0.0.1:8883', 'local', 'built-in'],
      ['embedded', 'in this process', 'local', 'built-in'],
      ['office', 'mqtts://mqtt.internal:8883', 'public', 'saved'],
    ])
    expect(JSON.stringify(place.editor.views)).not.toContain('geheim')
  })

  it('shows the profile of a broken environment with what is wrong', () => {
    expect(openEditor({ MQTT_PORT: 'abc' }).view('env')).toMatchObject({
      reach: 'unreachable',
      problem: /MQTT_PORT is "abc"/,
    })
  })
})

needs('mosquitto')('reaching', () => {
  it('reports for each broker whether its port answers', async () => {
    const broker = await startMosquitto()
    const place = openEditor({ MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(broker.port) })
    const deadPort = await freePort()
    await place.profiles.save('dead', () => ({ ...newProfileFields, host: '127.0.0.1', port: deadPort }))
    expect(place.view('env')?.reach).toBe('unknown')
    place.editor.check()
    expect(place.view('env')?.reach).toBe('checking')
    await waitFor(() => place.view('env')?.reach === 'reachable', { what: 'the live broker' })
    await waitFor(() => place.view('dead')?.reach === 'unreachable', { what: 'the dead one' })
    expect(place.view('dead')?.problem).toBe('refused the connection')
    expect(place.changes.length).toBeGreaterThan(2)
    const { host, port } = { host: '127.0.0.1', port: String(broker.port) }
    const opened = place.editor.formOf('dead')
    expect(await place.editor.save({ ...plainForm, name: 'dead', host, port }, opened)).toEqual({ ok: true })
    expect(place.view('dead')).toMatchObject({ reach: 'unknown', problem: null })
    await broker.stop()
  })
})

describe('saving', () => {
  it('keeps what was typed and shows it again without the password', async () => {
    const place = openEditor()
    expect(await place.editor.save(form, null)).toEqual({ ok: true })
    expect(place.profiles.get('office')).toMatchObject({
      host: 'mqtt.internal',
      port: 8883,
      tls: true,
      secret: { kind: 'plain', text: 'geheim' },
      topicBase: null,
    })
    expect(place.editor.formOf('office')).toEqual({ ...form, password: '' })
    expect(place.changes.at(-1)?.some(({ name }) => name === 'office')).toBe(true)
  })

  it('keeps the password when the field is left empty, replaces it by a variable, drops it with its user', async () => {
    const place = openEditor()
    await place.editor.save(form, null)
    await edit(place, { host: 'other.internal' })
    expect(place.profiles.get('office')).toMatchObject({ host: 'other.internal', secret: { text: 'geheim' } })
    await edit(place, { passwordEnv: 'OFFICE_PASSWORD' })
    expect(place.profiles.get('office')).toMatchObject({ secret: { kind: 'env', variable: 'OFFICE_PASSWORD' } })
    await edit(place, { password: 'geheim', passwordEnv: '' })
    expect(place.profiles.get('office')).toMatchObject({ secret: { text: 'geheim' } })
    await edit(place, { username: '' })
    expect(place.profiles.get('office')).toMatchObject({ username: null, secret: { kind: 'none' } })
    expect(readFileSync(place.profiles.file, 'utf8')).not.toContain('geheim')
  })

  it('never replaces another profile with a new one, no matter who created it', async () => {
    const place = openEditor()
    await place.editor.save(form, null)
    const refused = await place.editor.save({ ...plainForm, host: 'elsewhere.example' }, null)
    expect(refused).toMatchObject({ ok: false, message: /there is already a profile "office"/ })
    expect(place.profiles.get('office')).toMatchObject({ host: 'mqtt.internal', secret: { text: 'geheim' } })
  })

  it('changes only what the user changed: another process may have changed the rest in the meantime', async () => {
    const place = openEditor()
    await place.editor.save(form, null)
    const opened = place.editor.formOf('office')
    if (!opened) throw new Error('a saved profile has a form')
    const secret = { kind: 'command', command: 'pass show office' } as const
    await place.profiles.save('office', () => ({
      ...newProfileFields,
      host: 'mqtt.internal',
      username: 'hermes',
      clientIdPrefix: 'fromcli',
      secret,
    }))
    await place.editor.save({ ...opened, topicBase: 'team' }, opened)
    expect(place.profiles.get('office')).toMatchObject({ clientIdPrefix: 'fromcli', secret, topicBase: 'team' })
  })

  it('does not bring back, without its password, a profile that was removed in the meantime', async () => {
    const place = openEditor()
    await place.editor.save(form, null)
    const opened = place.editor.formOf('office')
    await place.profiles.remove('office')
    const refused = await place.editor.save({ ...form, password: '', port: '1884' }, opened)
    expect(refused).toMatchObject({ ok: false, message: /"office" was removed in the meantime/ })
    expect(place.view('office')).toBeUndefined()
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
  ])('reports what is wrong beside the field for %j, and saves nothing', async (wrong, field) => {
    const place = openEditor()
    const result = await place.editor.save({ ...form, ...wrong }, null)
    expect(result).toMatchObject({ ok: false, message: null })
    expect(Object.keys(result.ok ? {} : result.fields)).toContain(field)
    expect(place.profiles.list()).toHaveLength(4)
  })
})

describe('removing', () => {
  it('removes a saved profile', async () => {
    const place = openEditor()
    await place.editor.save(form, null)
    expect(await place.editor.remove('office', 'env')).toEqual({ ok: true })
    expect(place.view('office')).toBeUndefined()
  })

  it('explains why it cannot remove a built-in profile, the one in use, or the one for the next start', async () => {
    const place = openEditor()
    await place.editor.save(form, null)
    expect(await place.editor.remove('office', 'office')).toMatchObject({ ok: false, message: /in use/ })
    expect(await place.editor.remove('local', 'env')).toMatchObject({ ok: false, message: /built-in/ })
    await place.profiles.select('office')
    expect(await place.editor.remove('office', 'env')).toMatchObject({ ok: false, message: /in use/ })
    expect(place.view('office')).toBeDefined()
  })

  it('has no form for a profile that cannot be changed', () => {
    expect(openEditor().editor.formOf('local')).toBeNull()
    expect(openEditor().editor.formOf('nowhere')).toBeNull()
  })
})

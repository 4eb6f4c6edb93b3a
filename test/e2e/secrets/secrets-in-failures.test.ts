import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newProfileFields } from '../../../src/io/profiles/profile.ts'
import { goBack } from '../../support/deck/broker-list.ts'
import { quit } from '../../support/deck/open-deck.ts'
import type { Environment } from '../../support/jobdeck-home.ts'
import { needs } from '../../support/tools.ts'
import { type SecretPlace, secretPlace } from './secret-place.ts'

needs('mosquitto', 'mosquitto-clients')('a secret, whatever goes wrong', () => {
  let place: SecretPlace
  beforeAll(async () => {
    place = await secretPlace()
    mkdirSync(join(place.home, 'config'), { mode: 0o700 })
    place.canaries.watchArguments()
  })
  afterAll(async () => {
    place.canaries.stopWatching()
    await place.broker.stop()
  })

  /** Writes the profile file as it is given. */
  function profileFile(content: unknown): void {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(place.home, 'config', 'profiles.json'), text, { mode: 0o600 })
  }

  function profileOf(more: object) {
    return { ...newProfileFields, host: '127.0.0.1', port: place.broker.port, ...more }
  }

  /** Every command that needs a broker or a profile, and its exit status. */
  async function everyCommand(before: readonly string[], env: Environment = {}) {
    const statuses: Record<string, number | null> = {}
    for (const command of [
      'profile list',
      'profile show env',
      'watch job00001 --timeout 1',
      'emit job00001 started --timeout 20',
      'register --prompt x --broker env',
      'logs job00001',
      'verify',
      'verify --json',
      'doctor',
      'list --json',
      'show job00001',
    ])
      statuses[command] = (await place.run([...before, ...command.split(' ')], { env })).code
    return statuses
  }

  /** What the deck shows, which is expected to contain `text`. */
  async function deckShows(text: string | RegExp, before: readonly string[] = [], env: Environment = {}) {
    const deck = place.deck(before, env)
    await deck.sees(text)
    await deck.press('b').sees('brokers')
    await goBack(deck, 'esc close')
    await quit(deck)
    await place.noSecretShown(deck)
  }

  /** What profiles.json holds, with a password in it, and how that is wrong. */
  const brokenFiles: readonly (readonly [what: string, content: (typed: string) => unknown])[] = [
    [
      'cut short in the password',
      (typed) => `{"version":1,"selected":null,"profiles":{"a":{"secret":{"kind":"plain","text":"${typed}`,
    ],
    ['without a comma', (typed) => `{"version":1 "${typed}"`],
    ['another kind of secret', (typed) => profileFileOf({ secret: { kind: typed, text: typed } })],
    [
      'the password in another field',
      (typed) => profileFileOf({ username: 'u', secret: plain(typed), password: typed }),
    ],
    ['the password as a list', (typed) => profileFileOf({ username: 'u', secret: plain([typed]) })],
    [
      'a URL as the host',
      (typed) => profileFileOf({ host: `mqtts://u:${typed}@h`, username: 'u', secret: plain(typed) }),
    ],
    ['the password as the port', (typed) => profileFileOf({ port: typed })],
    ['the password as the version', (typed) => ({ version: typed, selected: typed, profiles: {} })],
  ]

  function plain(text: unknown): object {
    return { kind: 'plain', text }
  }

  function profileFileOf(fields: object): unknown {
    return { version: 1, selected: null, profiles: { a: { ...profileOf({}), ...fields } } }
  }

  it.each(brokenFiles)('is left out of the message about a broken profiles file: %s', async (what, content) => {
    profileFile(content(place.canaries.make(`password in a broken file, ${what}`)))
    const commands = [['profile', 'list'], ['profile', 'show', 'a'], ['doctor'], ['profile', 'use', 'local']]
    const ends = commands.map(async (command) => {
      const { code, stdout, stderr } = await place.run(command, { env: { MQTT_BROKER: undefined } })
      expect([command, code, stdout + stderr]).toEqual([
        command,
        command[0] === 'doctor' ? 1 : 78,
        expect.stringContaining('profiles.json cannot be read'),
      ])
    })
    await Promise.all(ends)
  })

  it('is not in the deck that says how the profile file is broken', async () => {
    profileFile(profileFileOf({ port: place.canaries.make('password in a broken file, for the deck') }))
    await deckShows('profiles.json cannot be read')
  })

  const secretCommands: Readonly<Record<string, readonly [command: string, words: string]>> = {
    failing: [`echo $TOLD >&2; echo $TOLD; exit 3`, 'failed with exit status 3'],
    mute: ['echo $TOLD >&2', 'printed nothing'],
    hanging: ['echo $TOLD; echo $TOLD >&2; sleep 60', 'took longer than 5 s'],
    killed: ['echo $TOLD; kill -9 $$', 'was killed by SIGKILL'],
  }

  /** Profiles with those commands, which print what `TOLD` holds. */
  function commandProfiles(name: string): Environment {
    const profiles = Object.fromEntries(
      Object.entries(secretCommands).map(([name, [command]]) => [
        name,
        profileOf({ username: 'plain', secret: { kind: 'command', command } }),
      ]),
    )
    profileFile({ version: 1, selected: null, profiles })
    return { TOLD: place.canaries.make(`password that a command printed, ${name}`) }
  }

  it.each(Object.entries(secretCommands))(
    'is not in what a password command is said to have done: %s',
    async (name, [, words]) => {
      const env = commandProfiles(name)
      const said = expect.stringContaining(`the password command of profile "${name}" ${words}`)
      const run = (...command: readonly string[]) => place.run(['--profile', name, ...command], { env })
      const [doctor, ...others] = await Promise.all([
        run('doctor'),
        run('watch'),
        run('emit', 'job00001', 'started'),
        run('verify', '--json'),
        run('register', '--prompt', 'x', '--broker', name),
      ])
      for (const { code, stderr } of others) expect({ code, stderr }).toEqual({ code: 78, stderr: said })
      expect(doctor).toMatchObject({ code: 1, stdout: said })
    },
  )

  it.each([
    ['failing', /stopped[\s\S]*the password command of profile "failing"/],
    ['hanging', /stopped[\s\S]*took longer than 5 s/],
  ])('is not shown by a deck that reports a failed password command: %s', async (name, words) => {
    await deckShows(words, ['--profile', name], commandProfiles(`${name}, for the deck`))
  })

  it('is left out of the message about a broker that refuses it', async () => {
    profileFile({ version: 1, selected: null, profiles: {} })
    const wrong = place.canaries.make('wrong password')
    const statuses = await everyCommand([], { MQTT_PASSWORD: wrong })
    expect(statuses).toMatchObject({
      'watch job00001 --timeout 1': 77,
      'emit job00001 started --timeout 20': 77,
      verify: 77,
      'verify --json': 77,
      doctor: 1,
    })
    // Retried slowly when a test before has shown that it can work.
    await deckShows(/(stopped|retry in)[\s\S]*refused the login of "environment"/, [], { MQTT_PASSWORD: wrong })
  })

  it.each([
    ['a whole URL', (inUrl: string) => `mqtts://hermes:${inUrl}@127.0.0.1:8883`],
    ['a login before the host', (inUrl: string) => `hermes:${inUrl}@127.0.0.1`],
    ['a password before the host', (inUrl: string) => `${inUrl}@h`],
  ])('is left out of the message about a wrong environment: %s', async (what, hostOf) => {
    const MQTT_BROKER = hostOf(place.canaries.make(`password in MQTT_BROKER, ${what}`))
    const statuses = await everyCommand([], { MQTT_BROKER })
    expect(statuses).toMatchObject({ 'watch job00001 --timeout 1': 78, verify: 78, doctor: 1 })
    await deckShows(/stopped[\s\S]*MQTT_BROKER is/, [], { MQTT_BROKER })
  })

  it('is left out of the message about a password without a user', async () => {
    const alone = await place.run(['watch'], { env: { MQTT_USERNAME: undefined } })
    expect(alone).toMatchObject({ code: 78, stderr: expect.stringContaining('MQTT_PASSWORD is set without') })
  })

  const wrongBlocks: readonly ((misplaced: string) => object)[] = [
    (misplaced) => ({ host: `mqtts://u:${misplaced}@127.0.0.1:8883` }),
    (misplaced) => ({ host: `u:${misplaced}@h`, port: 1883 }),
    (misplaced) => ({ host: '127.0.0.1', port: misplaced }),
    (misplaced) => ({ host: '127.0.0.1', tls: misplaced }),
    (misplaced) => ({ host: '127.0.0.1', password: misplaced }),
    (misplaced) => ({ host: '127.0.0.1', password: [misplaced] }),
    (misplaced) => {
      const { port } = place.broker
      return { host: '127.0.0.1', port, username: 'u', pass: misplaced, auth: { token: misplaced } }
    },
  ]

  it.each([...wrongBlocks.entries()])(
    'is left out of the message about a wrong broker block: %i',
    async (index, blockOf) => {
      const job = `block00${index}`
      const record = {
        schema_version: 1,
        job_id: job,
        status: 'pending',
        created_at: '2026-06-19T09:30:00Z',
        prompt: 'x',
        auth_token: place.canaries.make(`auth_token ${index}`),
        broker: blockOf(place.canaries.make(`password in a wrong field of record ${index}`)),
      }
      writeFileSync(join(place.home, 'jobs', `${job}.json`), JSON.stringify(record), { mode: 0o600 })
      const emitted = await place.run(['emit', job, 'started', '--timeout', '3'])
      expect([65, 69, 77], emitted.stderr).toContain(emitted.code)
      await Promise.all([place.run(['show', job]), place.run(['show', job, '--json'])])
    },
  )

  it('is left out of the messages about a registry with wrong broker blocks', async () => {
    const commands = [['list'], ['list', '--json'], ['doctor'], ['watch', '--any', '--timeout', '1']]
    await Promise.all(commands.map((command) => place.run(command)))
    const deck = place.deck([])
    await deck.sees('● connected')
    await deck.sees('block000')
    await deck.press('e').sees('started')
    await deck.press('s', 'enter').sees(/failed: |refused: |queued: /)
    await quit(deck)
    await place.noSecretShown(deck)
  })

  it('is not repeated by a command line that rejects it', async () => {
    const given = place.canaries.make('password in argv')
    // Whoever types this has shown the secret in argv already; jobdeck at least does not say it again.
    place.canaries.stopWatching()
    const add = ['profile', 'add', 'x', '--host', 'h', '--username', 'u']
    for (const args of [
      [...add, `--password=${given}`],
      [...add, '--password', given],
      [...add, `--pasword=${given}`],
      [...add, '--password-env', `$${given}-`],
      ['profile', 'add', 'x', '--host', `mqtts://u:${given}@h`],
    ])
      expect(await place.run(args)).toMatchObject({ code: 64, stdout: '' })
  })

  it('is in no argument, and in no file other than those it was written to', () => {
    expect(place.canaries.seenInArguments()).toEqual([])
    const elsewhere = Object.keys(place.canaries.inFilesOf(place.home)).filter(
      (file) => !/^jobs\/\w+\.json$/.test(file),
    )
    expect(elsewhere).toEqual([])
  })
})

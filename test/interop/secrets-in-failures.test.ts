import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newProfileFields } from '../../src/broker/profile.ts'
import type { Environment } from '../support/jobdeck-home.ts'
import { needs } from '../support/tools.ts'
import { goBack } from './go-back.ts'
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
      'emit job00001 started --timeout 3',
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
    await deck.waitForText(text)
    deck.write('b')
    await deck.waitForText('brokers')
    await goBack(deck, 'esc close')
    deck.write('q')
    await deck.exit
    place.noSecretShown(deck)
  }

  it('is not in what a broken profile file is said to be', async () => {
    const typed = place.canaries.make('password in a broken file')
    const plain = { kind: 'plain', text: typed }
    const broken: Record<string, unknown> = {
      'cut short in the password': `{"version":1,"selected":null,"profiles":{"a":{"secret":{"kind":"plain","text":"${typed}`,
      'without a comma': `{"version":1 "${typed}"`,
      'another kind of secret': profileFileOf({ secret: { kind: typed, text: typed } }),
      'the password in another field': profileFileOf({ username: 'u', secret: plain, password: typed }),
      'the password as a number': profileFileOf({ username: 'u', secret: { kind: 'plain', text: [typed] } }),
      'a URL as the host': profileFileOf({ host: `mqtts://u:${typed}@h`, username: 'u', secret: plain }),
      'the password as the port': profileFileOf({ port: typed }),
      'the password as the version': { version: typed, selected: typed, profiles: {} },
    }
    for (const [name, content] of Object.entries(broken)) {
      profileFile(content)
      for (const command of [['profile', 'list'], ['profile', 'show', 'a'], ['doctor'], ['profile', 'use', 'local']]) {
        const { code, stdout, stderr } = await place.run(command, { env: { MQTT_BROKER: undefined } })
        expect([name, command, code, stdout + stderr], name).toEqual([
          name,
          command,
          command[0] === 'doctor' ? 1 : 78,
          expect.stringContaining('profiles.json cannot be read'),
        ])
      }
    }
    await deckShows('profiles.json cannot be read')
  })

  function profileFileOf(fields: object): unknown {
    return { version: 1, selected: null, profiles: { a: { ...profileOf({}), ...fields } } }
  }

  it('is not in what a password command is said to have done', async () => {
    const told = place.canaries.make('password that a command printed')
    const commands: Record<string, readonly [command: string, words: string]> = {
      failing: [`echo $TOLD >&2; echo $TOLD; exit 3`, 'failed with exit status 3'],
      mute: ['echo $TOLD >&2', 'printed nothing'],
      hanging: ['echo $TOLD; echo $TOLD >&2; sleep 60', 'took longer than 5 s'],
      killed: ['echo $TOLD; kill -9 $$', 'was ended by SIGKILL'],
    }
    const profiles = Object.fromEntries(
      Object.entries(commands).map(([name, [command]]) => [
        name,
        profileOf({ username: 'plain', secret: { kind: 'command', command } }),
      ]),
    )
    profileFile({ version: 1, selected: null, profiles })
    const env = { TOLD: told }
    for (const [name, [, words]] of Object.entries(commands)) {
      const said = `the password command of profile "${name}" ${words}`
      const outcomes = await Promise.all(
        [
          ['watch'],
          ['emit', 'job00001', 'started'],
          ['verify', '--json'],
          ['register', '--prompt', 'x', '--broker', name],
        ].map((command) => place.run(['--profile', name, ...command], { env })),
      )
      for (const { code, stderr } of outcomes)
        expect({ name, code, stderr }).toEqual({ name, code: 78, stderr: expect.stringContaining(said) })
      const doctor = await place.run(['--profile', name, 'doctor'], { env })
      expect(doctor).toMatchObject({ code: 1, stdout: expect.stringContaining(said) })
    }
    await deckShows(/stopped[\s\S]*the password command of profile "failing"/, ['--profile', 'failing'], env)
    await deckShows(/stopped[\s\S]*took longer than 5 s/, ['--profile', 'hanging'], env)
  }, 60_000)

  it('is not in what a broker that refuses it is said to have done', async () => {
    profileFile({ version: 1, selected: null, profiles: {} })
    const wrong = place.canaries.make('wrong password')
    const statuses = await everyCommand([], { MQTT_PASSWORD: wrong })
    expect(statuses).toMatchObject({
      'watch job00001 --timeout 1': 77,
      'emit job00001 started --timeout 3': 77,
      verify: 77,
      'verify --json': 77,
      doctor: 1,
    })
    await deckShows(/stopped[\s\S]*refused the login of "environment"/, [], { MQTT_PASSWORD: wrong })
  })

  it('is not in what a wrong environment is said to be', async () => {
    const inUrl = place.canaries.make('password in MQTT_BROKER')
    for (const host of [`mqtts://hermes:${inUrl}@127.0.0.1:8883`, `hermes:${inUrl}@127.0.0.1`, `${inUrl}@h`]) {
      const statuses = await everyCommand([], { MQTT_BROKER: host })
      expect(statuses).toMatchObject({ 'watch job00001 --timeout 1': 78, verify: 78, doctor: 1 })
      await deckShows(/stopped[\s\S]*MQTT_BROKER is/, [], { MQTT_BROKER: host })
    }
    const alone = await place.run(['watch'], { env: { MQTT_USERNAME: undefined } })
    expect(alone).toMatchObject({ code: 78, stderr: expect.stringContaining('MQTT_PASSWORD is set without') })
  }, 60_000)

  it('is not in what a record with a wrong broker block is said to be', async () => {
    const misplaced = place.canaries.make('password in a wrong field of a record')
    const blocks: readonly object[] = [
      { host: `mqtts://u:${misplaced}@127.0.0.1:8883` },
      { host: `u:${misplaced}@h`, port: 1883 },
      { host: '127.0.0.1', port: misplaced },
      { host: '127.0.0.1', tls: misplaced },
      { host: '127.0.0.1', password: misplaced },
      { host: '127.0.0.1', password: [misplaced] },
      { host: '127.0.0.1', port: place.broker.port, username: 'u', pass: misplaced, auth: { token: misplaced } },
    ]
    for (const [index, broker] of blocks.entries()) {
      const job = `block00${index}`
      const record = {
        schema_version: 1,
        job_id: job,
        status: 'pending',
        created_at: '2026-06-19T09:30:00Z',
        prompt: 'x',
        auth_token: place.canaries.make(`auth_token ${index}`),
        broker,
      }
      writeFileSync(join(place.home, 'jobs', `${job}.json`), JSON.stringify(record), { mode: 0o600 })
      const emitted = await place.run(['emit', job, 'started', '--timeout', '3'])
      expect([65, 69, 77], `${index}: ${emitted.stderr}`).toContain(emitted.code)
      for (const command of [
        ['show', job],
        ['show', job, '--json'],
      ])
        await place.run(command)
    }
    for (const command of [['list'], ['list', '--json'], ['doctor'], ['watch', '--any', '--timeout', '1']])
      await place.run(command)
    const deck = place.deck([])
    await deck.waitForText('● connected')
    await deck.waitForText('block000')
    deck.write('e')
    await deck.waitForText('started')
    deck.write('s')
    deck.write('\r')
    await deck.waitForText(/failed: |refused: /)
    deck.write('q')
    await deck.exit
    place.noSecretShown(deck)
  })

  it('is not repeated by the command line where it does not belong', async () => {
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

  it('is in no argument and no file beside those that were given it', () => {
    expect(place.canaries.seenInArguments()).toEqual([])
    const elsewhere = Object.keys(place.canaries.inFilesOf(place.home)).filter(
      (file) => !/^jobs\/\w+\.json$/.test(file),
    )
    expect(elsewhere).toEqual([])
  })
})

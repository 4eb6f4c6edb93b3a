import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runJobdeck, startJobdeck } from '../support/run-jobdeck.ts'
import { needs } from '../support/tools.ts'
import { goBack } from './go-back.ts'
import { type SecretPlace, secretPlace } from './secret-place.ts'
import { selectProfile, switchBroker } from './switch-broker.ts'

const tab = '\t'
const ctrlS = '\u0013'

needs('mosquitto', 'mosquitto-clients')('a secret, whatever is done with it', () => {
  let place: SecretPlace
  let job = ''
  const address = () => ['--host', '127.0.0.1', '--port', String(place.broker.port)]
  beforeAll(async () => {
    place = await secretPlace()
    place.canaries.watchArguments()
  })
  afterAll(async () => {
    place.canaries.stopWatching()
    await place.broker.stop()
  })

  it('is typed at the prompt without being seen', async () => {
    const pty = place.deck(['profile', 'add', 'plain', ...address(), '--username', 'plain'])
    await pty.waitForText('Password of plain')
    pty.write(`${place.passwords.plain}\r`)
    expect(await pty.exit).toEqual({ code: 0, signal: null })
    expect(pty.screen().join('\n')).toContain('stored as plain text')
    place.noSecretShown(pty)
  })

  it('is named by a variable or a command, and profiles are listed, shown and changed', async () => {
    const add = (name: string, ...source: readonly string[]) =>
      place.run(['profile', 'add', name, ...address(), '--username', name, ...source])
    expect(await add('variable', '--password-env', 'PROFILE_PASSWORD')).toMatchObject({ code: 0 })
    expect(await add('command', '--password-command', 'cat "$VAULT/password"')).toMatchObject({ code: 0 })
    expect(await add('worker', '--password-env', 'WORKER_PASSWORD')).toMatchObject({ code: 0 })
    const piped = ['profile', 'add', 'piped', ...address(), '--username', 'plain']
    expect(await place.run(piped, { stdin: `${place.passwords.plain}\n` })).toMatchObject({ code: 0 })
    expect(await place.run(['profile', 'edit', 'piped', '--port', '1884'])).toMatchObject({ code: 0 })
    for (const json of [[], ['--json']]) {
      expect((await place.run(['profile', 'list', ...json])).stdout).toContain('command')
      for (const name of ['plain', 'variable', 'command', 'env', 'local', 'piped'])
        expect((await place.run(['profile', 'show', name, ...json])).stdout).toContain(name)
    }
    expect(await place.run(['profile', 'use', 'plain'])).toMatchObject({ code: 0 })
  })

  it('goes into a record and from there to the broker', async () => {
    const registered = await place.run([
      'register',
      '--prompt',
      'Sort the problems',
      '--broker',
      'worker',
      '--auth-token',
      'auto',
    ])
    expect(registered).toMatchObject({ code: 0 })
    job = registered.stdout.trim()
    const record = JSON.parse(readFileSync(join(place.home, 'jobs', `${job}.json`), 'utf8'))
    expect(record.broker.password).toBe(place.passwords.worker)
    place.canaries.add('auth_token', record.auth_token)

    const watch = startJobdeck(['watch', job], { home: place.home, env: place.env })
    await watch.waitForErrorLine('subscribed')
    for (const event of ['started', 'progress'])
      expect(await place.run(['emit', job, event])).toMatchObject({ code: 0 })
    const json = startJobdeck(['--profile', 'plain', 'watch', job, '--json'], { home: place.home, env: place.env })
    await json.waitForErrorLine('subscribed')
    expect(await place.run(['emit', job, 'completed'])).toMatchObject({ code: 0 })
    for (const program of [watch, json]) {
      expect(await program.exit).toMatchObject({ code: 0 })
      expect(program.stdout()).toContain('completed')
      expect(place.canaries.in(program.stdout() + program.stderr())).toEqual([])
    }
    for (const command of [['list'], ['list', '--json'], ['show', job], ['show', job, '--json']])
      expect((await place.run(command)).stdout).toContain(job)
  })

  it('lets a profile of each kind publish and watch', async () => {
    for (const name of ['variable', 'command', 'env']) {
      const emitted = await place.run(['--profile', name, 'emit', `job-${name}`, 'started'])
      expect(emitted).toMatchObject({ code: 0, stdout: 'seq=1 acked\n' })
    }
    expect(await place.run(['--profile', 'plain', 'emit', 'job-plain', 'started'])).toMatchObject({ code: 77 })
  })

  it('proves a cut-over, and what a cut-over lacks', async () => {
    const good = await place.run(['--profile', 'plain', 'verify', '--publisher', 'worker', '--json'])
    expect(good.code, good.stdout + good.stderr).toBe(0)
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true })
    for (const json of [[], ['--json']])
      expect(await place.run(['--profile', 'variable', 'verify', ...json])).toMatchObject({ code: 1 })
    expect((await place.run(['--profile', 'plain', 'doctor'])).stdout).toContain('as plain')
  })

  it('is not drawn by the deck or one of its dialogs', async () => {
    const deck = place.deck([])
    await deck.waitForText('● connected')
    await deck.waitForText(job)
    deck.write('n')
    await deck.waitForText('register a job')
    await goBack(deck, 'esc leave')
    deck.write('b')
    await deck.waitForText('piped')
    await selectProfile(deck, 'variable')
    await goBack(deck, 'esc close')
    for (const [key, text] of [
      ['m', 'Nothing was dropped'],
      ['\r', 'show JSON'],
    ] as const) {
      deck.write(key)
      await deck.waitForText(text)
      await goBack(deck, 'esc back')
    }
    deck.write('q')
    expect(await deck.exit).toEqual({ code: 0, signal: null })
    place.noSecretShown(deck)
  })

  it('is typed or pasted into the form of a profile without being seen', async () => {
    const typed = place.canaries.make('typed in the deck')
    const pasted = place.canaries.make('pasted in the deck')
    const deck = place.deck([])
    await deck.waitForText('● connected')
    for (const [name, keys] of [
      ['typed', typed],
      ['pasted', `\u001b[200~${pasted}\u001b[201~`],
    ] as const) {
      deck.write('b')
      await deck.waitForText('brokers')
      deck.write('a')
      await deck.waitForText('add a profile')
      deck.write(`${name}${tab}127.0.0.1${tab.repeat(7)}user${tab}`)
      for (const key of name === 'typed' ? [...keys] : [keys]) deck.write(key)
      await deck.waitForText('stored as plain text')
      deck.write(ctrlS)
      await deck.waitForText(`${name} is saved`)
      deck.write('e')
      await deck.waitForText(`edit the profile ${name}`)
      await goBack(deck, 'esc leave', 'esc close')
      await goBack(deck, 'esc close')
    }
    deck.write('q')
    expect(await deck.exit).toEqual({ code: 0, signal: null })
    place.noSecretShown(deck)
    const file = join(place.home, 'config', 'profiles.json')
    expect(JSON.parse(readFileSync(file, 'utf8')).profiles).toMatchObject({
      typed: { secret: { kind: 'plain', text: typed } },
      pasted: { secret: { kind: 'plain', text: pasted } },
    })
  })

  it('reaches each broker that the deck switches to', async () => {
    const deck = place.deck(['--profile', 'plain'])
    await deck.waitForText(/jobdeck +plain .*● connected/)
    for (const name of ['variable', 'command', 'env']) {
      await switchBroker(deck, name)
      await deck.waitForText(new RegExp(`jobdeck +${name} .*● connected`))
    }
    deck.write('q')
    await deck.exit
    place.noSecretShown(deck)
    expect((await place.run(['logs', job])).stdout).toContain('completed')
    expect((await place.run(['logs', job, '--json'])).stdout).toContain('completed')
  })

  it('is made by broker init and stays in its file', async () => {
    const cwd = temporaryFolder()
    const made = await runJobdeck(['broker', 'init'], { home: place.home, cwd, env: place.env })
    expect(made.code).toBe(0)
    const passwords = parseEnv(readFileSync(join(cwd, '.env'), 'utf8'))
    for (const [name, password] of Object.entries(passwords)) place.canaries.add(name, password ?? '')
    const again = await runJobdeck(['broker', 'init'], { home: place.home, cwd, env: place.env })
    expect(place.canaries.in(made.stdout + made.stderr + again.stdout + again.stderr)).toEqual([])
    expect(Object.keys(place.canaries.inFilesOf(cwd))).toEqual(['.env'])
  })

  it('is not needed by the demo, which shows none', async () => {
    const demo = place.deck(['demo', '--agents', '2', '--speed', '20'])
    await demo.waitForText('● connected')
    demo.write('q')
    expect(await demo.exit).toEqual({ code: 0, signal: null })
    place.noSecretShown(demo)
  })

  it('is in no argument of any process', () => {
    expect(place.canaries.seenInArguments()).toEqual([])
  })

  it('is kept in the two places that say so, readable by their owner alone', () => {
    const files = place.canaries.inFilesOf(place.home)
    const record = `jobs/${job}.json`
    expect(files).toEqual({
      'config/profiles.json': ['typed password', 'typed in the deck', 'pasted in the deck'],
      [record]: ["the worker's password", 'auth_token'],
    })
    for (const file of Object.keys(files)) expect(statSync(join(place.home, file)).mode & 0o777).toBe(0o600)
    expect(statSync(join(place.home, 'config')).mode & 0o777).toBe(0o700)
  })
})

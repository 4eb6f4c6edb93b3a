import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { goBack, selectProfile, switchBroker } from '../../support/deck/broker-list.ts'
import { quit } from '../../support/deck/open-deck.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'
import { runJobdeck, startJobdeck } from '../../support/run-jobdeck.ts'
import { times } from '../../support/terminal/keys.ts'
import { needs } from '../../support/tools.ts'
import { type SecretPlace, secretPlace } from './secret-place.ts'

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
    await pty.sees('Password of plain')
    await pty.types(place.passwords.plain).press('enter')
    expect(await pty.exit).toEqual({ code: 0, signal: null })
    expect((await pty.screen()).text).toContain('stored as plain text')
    await place.noSecretShown(pty)
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

  it('lets profiles of each kind publish and watch', async () => {
    for (const name of ['variable', 'command', 'env']) {
      const emitted = await place.run(['--profile', name, 'emit', `job-${name}`, 'started'])
      expect(emitted).toMatchObject({ code: 0, stdout: 'seq=1 acked\n' })
    }
    expect(await place.run(['--profile', 'plain', 'emit', 'job-plain', 'started'])).toMatchObject({ code: 77 })
  })

  it('takes part in a cut-over check that passes, and in one that fails', async () => {
    const good = await place.run(['--profile', 'plain', 'verify', '--publisher', 'worker', '--json'])
    expect(good.code, good.stdout + good.stderr).toBe(0)
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true })
    for (const json of [[], ['--json']])
      expect(await place.run(['--profile', 'variable', 'verify', ...json])).toMatchObject({ code: 1 })
    expect((await place.run(['--profile', 'plain', 'doctor'])).stdout).toContain('as plain')
  })

  it('is not drawn by the deck or by any of its dialogs', async () => {
    const deck = place.deck([])
    await deck.sees('● connected')
    await deck.sees(job)
    await deck.press('n').sees('register a job')
    await goBack(deck, 'esc leave')
    await deck.press('b').sees('piped')
    await selectProfile(deck, 'variable')
    await goBack(deck, 'esc close')
    for (const [key, text] of [
      ['m', 'Nothing was dropped'],
      ['enter', 'show JSON'],
    ] as const) {
      await deck.press(key).sees(text)
      await goBack(deck, 'esc back')
    }
    expect(await quit(deck)).toEqual({ code: 0, signal: null })
    await place.noSecretShown(deck)
  })

  it('is typed or pasted into the profile form without being seen', async () => {
    const typed = place.canaries.make('typed in the deck')
    const pasted = place.canaries.make('pasted in the deck')
    const deck = place.deck([])
    await deck.sees('● connected')
    for (const name of ['typed', 'pasted']) {
      await deck.press('b').sees('brokers')
      await deck.press('a').sees('add a profile')
      await deck
        .types(name)
        .press('tab')
        .types('127.0.0.1')
        .press(...times('tab', 7))
        .types('user')
        .press('tab')
      if (name === 'pasted') await deck.pastes(pasted)
      else for (const key of typed) await deck.types(key)
      await deck.sees('stored as plain text').press('ctrl-s').sees(`${name} is saved`)
      await deck.press('e').sees(`edit the profile ${name}`)
      await goBack(deck, 'esc leave', 'esc close')
      await goBack(deck, 'esc close')
    }
    expect(await quit(deck)).toEqual({ code: 0, signal: null })
    await place.noSecretShown(deck)
    const file = join(place.home, 'config', 'profiles.json')
    expect(JSON.parse(readFileSync(file, 'utf8')).profiles).toMatchObject({
      typed: { secret: { kind: 'plain', text: typed } },
      pasted: { secret: { kind: 'plain', text: pasted } },
    })
  })

  it('reaches each broker that the deck switches to', async () => {
    const deck = place.deck(['--profile', 'plain'])
    await deck.sees(/ plain +● connected/)
    for (const name of ['variable', 'command', 'env']) {
      await switchBroker(deck, name)
      await deck.sees(new RegExp(` ${name} +● connected`))
    }
    await quit(deck)
    await place.noSecretShown(deck)
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
    await demo.sees('● connected')
    expect(await quit(demo)).toEqual({ code: 0, signal: null })
    await place.noSecretShown(demo)
  })

  it('is not among the arguments of any process', () => {
    expect(place.canaries.seenInArguments()).toEqual([])
  })

  it('is stored only in the two documented places, readable by their owner alone', () => {
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

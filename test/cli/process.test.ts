import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedBroker, startEmbeddedBroker } from '../../src/io/own-broker/embedded.ts'
import { publisherTo } from '../app/deck/publish-events.ts'
import { putRecord, recordJson } from '../io/registry/fixtures.ts'
import { freePort } from '../support/free-port.ts'
import { jobdeckBin, jobdeckEnvironment, temporaryFolder } from '../support/jobdeck-home.ts'
import { startMosquitto } from '../support/mosquitto.ts'
import { startProgram } from '../support/program.ts'
import { runJobdeck, startJobdeck } from '../support/run-jobdeck.ts'
import { needs } from '../support/tools.ts'

const run = promisify(execFile)

let broker: EmbeddedBroker
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  broker = await startEmbeddedBroker()
  env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(broker.settings.port) }
})
afterAll(() => broker.close())

/** Runs a line of shell in which `jobdeck` is the built program. */
function shell(line: string, home: string, more: Readonly<Record<string, string>> = {}) {
  const script = `jobdeck() { "$NODE" "$JOBDECK" "$@"; }; ${line}`
  const own = { NODE: process.execPath, JOBDECK: jobdeckBin, ...more }
  return startProgram('/bin/bash', ['-c', script], { env: jobdeckEnvironment(home, own), cwd: home })
}

describe('the exit status of the program', () => {
  it('is 70 with one line and no stack trace for an unexpected error', async () => {
    const home = temporaryFolder()
    const fault = `const write = process.stderr.write
      process.stderr.write = function (text, ...rest) {
        if (text.includes('subscribed on')) setImmediate(() => { throw new Error('unforeseen') })
        return write.call(this, text, ...rest)
      }`
    writeFileSync(join(home, 'fault.cjs'), fault)
    const faulty = { ...env, NODE_OPTIONS: `--require ${join(home, 'fault.cjs')}` }
    const { code, stderr } = await runJobdeck(['watch'], { env: faulty, home })
    expect(code).toBe(70)
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('jobdeck: this is a bug, please report it: unforeseen')
    expect(stderr).not.toContain('    at ')
  })

  it('is 0, 1 or 2 for watched jobs that completed, failed or timed out', async () => {
    const worker = await publisherTo(broker.settings.port)
    await worker.event('good0001', 1, 'completed')
    await worker.event('bad00001', 1, 'error')
    const ends = await Promise.all([
      runJobdeck(['watch', 'good0001'], { env }),
      runJobdeck(['watch', 'bad00001', '--timeout', '10'], { env }),
      runJobdeck(['watch', 'none0001', '--timeout', '1'], { env }),
    ])
    expect(ends.map(({ code }) => code)).toEqual([0, 1, 2])
    expect(ends[0]?.stdout).toBe('2026-06-19T09:30:00Z job=good0001 seq=1 completed            completed 1\n')
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('is that of the shell after %s', async (signal, code) => {
    const watch = startJobdeck(['watch', '--topic-base', 'quiet/jobs'], { env })
    await watch.waitForErrorLine('subscribed on')
    watch.kill(signal)
    expect(await watch.exit).toEqual({ code, signal: null })
    expect(watch.stdout()).toBe('')
  })

  it.each([
    [['--nonsense'], 64, /unknown option '--nonsense'/],
    [['watch', '--timeout', '1x'], 64, /"1x" is not a duration/],
    [['watch', 'a.b'], 64, /"a\.b" is not a valid job id/],
    [['watch', 'abc12345', '--any'], 64, /either job ids or --any/],
    [['emit', 'abc12345', 'paused'], 64, /paused/],
    [['register'], 64, /--prompt/],
    [[], 64, /the monitor needs a terminal: without one, use "jobdeck watch"/],
    [['demo'], 64, /the monitor needs a terminal/],
    [['--profile', 'nowhere', 'watch'], 78, /no profile "nowhere"/],
  ])('of %j is %i, with a clear line and no stack trace', async (args, code, reason) => {
    const ran = await runJobdeck(args, { env })
    expect(ran).toMatchObject({ code, signal: null, stdout: '', stderr: reason })
    expect(ran.stderr).not.toMatch(/\n\s+at /)
    expect(ran.stderr.startsWith('jobdeck: ')).toBe(true)
  })

  it.each([
    [{ MQTT_PORT: 'abc' }, 78, /MQTT_PORT is "abc", expected a port number/],
    [{ MQTT_CA_CERTS: '/nowhere/ca.crt', MQTT_TLS: '1' }, 78, /MQTT_CA_CERTS|ca\.crt/],
    [{ MQTT_PASSWORD: 'geheim' }, 78, /MQTT_PASSWORD is set without MQTT_USERNAME/],
  ])('with %j is %i', async (variables, code, reason) => {
    const ran = await runJobdeck(['watch'], { env: { ...env, ...variables } })
    expect(ran).toMatchObject({ code, stdout: '', stderr: reason })
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(ran.stderr).not.toContain('geheim')
  })

  it('is 69 when there is no broker, and when a plain port is asked for TLS', async () => {
    const [gone, plain] = await Promise.all([
      runJobdeck(['watch'], { env: { ...env, MQTT_PORT: String(await freePort()) } }),
      runJobdeck(['watch'], { env: { ...env, MQTT_TLS: '1' } }),
    ])
    expect(gone).toMatchObject({ code: 69, stderr: /refused the connection/ })
    expect(plain).toMatchObject({ code: 69, stderr: /does not speak TLS|no answer|closed/ })
  })
})

needs('mosquitto')('a wrong password', () => {
  it('ends with 77, and is not repeated anywhere', async () => {
    const guarded = await startMosquitto({ users: { hermes: 'right-one' } })
    const login = { MQTT_USERNAME: 'hermes', MQTT_PASSWORD: 'a-wrong-one' }
    const ran = await runJobdeck(['watch'], { env: { ...env, MQTT_PORT: String(guarded.port), ...login } })
    expect(ran).toMatchObject({ code: 77, stdout: '', stderr: /refused the login of "hermes"/ })
    expect(ran.stderr).not.toContain('a-wrong-one')
    await guarded.stop()
  })
})

describe('--env-file', () => {
  it('ends with 78 when the file is missing: Node does not consume the option itself', async () => {
    const home = temporaryFolder()
    const list = startProgram(jobdeckBin, ['list', '--env-file', 'missing.env'], { env: jobdeckEnvironment(home) })
    expect(await list.exit).toEqual({ code: 78, signal: null })
    expect(list.stderr()).toMatch(/^jobdeck: cannot read the environment file: ENOENT.*\n$/)
  })

  it('fills in what the environment lacks, and never overrides it', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, 'my.env'), `MQTT_PORT=1\nMQTT_BROKER=127.0.0.1\nJOBDECK_TOPIC_BASE="team/jobs"\n`)
    const { MQTT_PORT } = env
    const options = { cwd: home, env: jobdeckEnvironment(home, { MQTT_PORT }) }
    const watch = startProgram(jobdeckBin, ['watch', '--timeout', '5', '--env-file', 'my.env'], options)
    await watch.waitForErrorLine(`subscribed on mqtt://127.0.0.1:${MQTT_PORT}`)
    const worker = await publisherTo(broker.settings.port)
    const payload = '{"schema_version":1,"job_id":"envfile1","seq":1,"event":"progress"}'
    await worker.raw('team/jobs/envfile1/events', payload)
    await watch.waitForLine('job=envfile1')
    watch.kill('SIGINT')
    await watch.exit
  })
})

describe('output', () => {
  it('reaches a slow reader completely, however long it is', async () => {
    const home = temporaryFolder()
    const prompt = 'x'.repeat(200_000)
    for (const id of ['large001', 'large002']) await putRecord(join(home, 'jobs'), id, recordJson(id, { prompt }))
    const program = shell('jobdeck list --json | (sleep 0.5; wc -c)', home)
    await program.exit
    expect(Number(program.stdout())).toBeGreaterThan(400_000)
    expect(program.stderr()).toBe('')
  })

  it('may end before the program: it ends quietly when the reader goes away', async () => {
    const watch = shell('set -o pipefail; jobdeck watch pipe0001 | head -1; echo $?', temporaryFolder(), env)
    await watch.waitForErrorLine('subscribed on')
    const worker = await publisherTo(broker.settings.port)
    let isOver = false
    const over = watch.exit.then((exit) => {
      isOver = true
      return exit
    })
    for (let seq = 1; !isOver && seq < 1_000; seq++) await worker.event('pipe0001', seq, 'progress')
    await over
    expect(watch.stdout()).toMatch(/^\S+ job=pipe0001 .*\n0\n$/)
    expect(watch.stderr().trimEnd().split('\n')).toHaveLength(1)
  })

  it('may end before a check does: the verdict is still reported and what was published is cleared', async () => {
    const verify = shell('jobdeck verify | head -1; echo $PIPESTATUS', temporaryFolder(), env)
    await verify.exit
    // Nobody needs a login here, which is what fails.
    expect(verify.stdout()).toMatch(/^✓ connect .*\n1\n$/)
    const full = shell('jobdeck verify > /dev/full', temporaryFolder(), env)
    expect(await full.exit).toEqual({ code: 74, signal: null })
    const late = await runJobdeck(['watch', '--timeout', '1'], { env })
    expect(late).toMatchObject({ code: 2, stderr: /subscribed on/ })
    expect(late.stdout).not.toContain('job=verify-')
  })

  it('that cannot be written ends with 74 and one line', async () => {
    const home = temporaryFolder()
    await putRecord(join(home, 'jobs'), 'abc12345')
    const program = shell('jobdeck list > /dev/full', home)
    expect(await program.exit).toEqual({ code: 74, signal: null })
    expect(program.stderr()).toBe('jobdeck: the output cannot be written (ENOSPC)\n')
  })

  it('has no colour and no terminal sequence without a terminal', async () => {
    const { stdout, stderr } = await runJobdeck(['--help'], { env: { FORCE_COLOR: undefined } })
    expect(stdout).toContain('Usage: jobdeck')
    expect(stdout + stderr).not.toContain('\u001b')
  })
})

describe('a secret', () => {
  it('is neither among the arguments of a process nor in its output', async () => {
    const home = temporaryFolder()
    const login = { MQTT_USERNAME: 'hermes', MQTT_PASSWORD: 'geheim-4711' }
    const block = { host: '127.0.0.1', port: broker.settings.port, tls: false, username: 'w', password: 'geheim-4712' }
    await putRecord(
      join(home, 'jobs'),
      'secret01',
      recordJson('secret01', { broker: block, auth_token: 'geheim-4713' }),
    )
    const watch = startJobdeck(['watch', 'secret01'], { home, env: { ...env, ...login } })
    await watch.waitForErrorLine('subscribed on')
    const emit = startJobdeck(['emit', 'secret01', 'completed'], { home, env: { ...env, ...login } })
    const { stdout: processes } = await run('ps', ['-eo', 'args'])
    expect(processes).toContain('watch secret01')
    expect(processes).not.toContain('geheim')
    await Promise.all([emit.exit, watch.exit])
    const more = await Promise.all([
      runJobdeck(['list', '--json'], { home }),
      runJobdeck(['show', 'secret01'], { home }),
    ])
    const output = [emit, watch].flatMap((program) => [program.stdout(), program.stderr()])
    expect(emit.stdout()).toBe('seq=1 acked\n')
    expect([...output, ...more.flatMap(({ stdout, stderr }) => [stdout, stderr])].join('')).not.toContain('geheim')
  })
})

describe('broker serve', () => {
  it('prints its address, serves, and ends on a signal', async () => {
    const serve = startJobdeck(['broker', 'serve'])
    const url = await serve.waitForLine(/^mqtt:\/\/127\.0\.0\.1:\d+$/)
    const port = Number(url.split(':').at(-1))
    await (await publisherTo(port)).event('served01', 1, 'completed')
    const late = await runJobdeck(['watch', 'served01'], { env: { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(port) } })
    expect(late.code).toBe(0)
    serve.kill('SIGINT')
    expect(await serve.exit).toEqual({ code: 130, signal: null })
  })

  it('says that the port is taken', async () => {
    const taken = String(broker.settings.port)
    expect(await runJobdeck(['broker', 'serve', '--port', taken])).toMatchObject({
      code: 74,
      stdout: '',
      stderr: /is in use/,
    })
  })

  it('keeps retained events in the directory that it is given', async () => {
    const home = temporaryFolder()
    const ports: number[] = []
    for (const round of ['first', 'second']) {
      const serve = startJobdeck(['broker', 'serve', '--data', 'store'], { home })
      const url = await serve.waitForLine(/^mqtt:/)
      const port = Number(url.split(':').at(-1))
      ports.push(port)
      if (round === 'first') await (await publisherTo(port)).event('kept0001', 1, 'completed')
      else {
        const variables = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: String(port) }
        expect((await runJobdeck(['watch', 'kept0001'], { env: variables })).code).toBe(0)
      }
      serve.kill('SIGTERM')
      expect((await serve.exit).code).toBe(143)
    }
    expect(ports).toHaveLength(2)
  })
})

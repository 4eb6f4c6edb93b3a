import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { JobdeckError } from '../../../src/domain/failure.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import {
  builtInProfiles,
  type FixedProfile,
  newProfileFields,
  type ProfileSecret,
} from '../../../src/io/profiles/profile.ts'
import { resolveSettings } from '../../../src/io/profiles/profile-settings.ts'
import { readSecret } from '../../../src/io/profiles/secret.ts'
import { isRunning } from '../../support/is-running.ts'
import { startProgram } from '../../support/program.ts'
import { waitFor } from '../../support/wait-for.ts'

const folder = mkdtempSync(join(tmpdir(), 'jobdeck-secret-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const env = { PATH: process.env.PATH, BROKER_PASSWORD: 'from-the-variable', EMPTY: '' }

function read(secret: ProfileSecret): Promise<string | null> {
  return readSecret({ name: 'prod', secret }, env, systemClock)
}

async function failureOf(secret: ProfileSecret): Promise<JobdeckError> {
  const error = await read(secret).catch((thrown: unknown) => thrown)
  if (error instanceof JobdeckError) return error
  throw new Error(`not a JobdeckError: ${error}`)
}

describe('the password of a profile', () => {
  it.each([
    [{ kind: 'none' }, null],
    [{ kind: 'plain', text: 'plain' }, 'plain'],
    [{ kind: 'env', variable: 'BROKER_PASSWORD' }, 'from-the-variable'],
    [{ kind: 'command', command: 'echo "from $0"' }, 'from /bin/sh'],
    [{ kind: 'command', command: 'printf "pässwört \\nlogin: x\\n"' }, 'pässwört '],
    [{ kind: 'command', command: 'printf "no newline"' }, 'no newline'],
    [{ kind: 'command', command: 'echo noise >&2; echo quiet' }, 'quiet'],
    [{ kind: 'command', command: 'cat; echo "stdin is closed"' }, 'stdin is closed'],
    [{ kind: 'command', command: 'echo "$BROKER_PASSWORD"' }, 'from-the-variable'],
  ] satisfies [ProfileSecret, string | null][])('of %j is %j', async (secret, expected) => {
    expect(await read(secret)).toBe(expected)
  })

  it.each([
    [{ kind: 'env', variable: 'NOT_SET' }, 'the variable NOT_SET'],
    [{ kind: 'env', variable: 'EMPTY' }, 'the variable EMPTY'],
    [{ kind: 'command', command: 'exit 3' }, 'failed with exit status 3'],
    [{ kind: 'command', command: 'no-such-command-here' }, 'failed with exit status 127'],
    [{ kind: 'command', command: 'kill -9 $$' }, 'was killed by SIGKILL'],
    [{ kind: 'command', command: 'true' }, 'printed nothing'],
    [{ kind: 'command', command: 'yes' }, 'printed more than 64 KB'],
  ] satisfies [ProfileSecret, string][])('of %j is a configuration error that says why', async (secret, why) => {
    const error = await failureOf(secret)
    expect(error.code).toBe('config')
    expect(error.message).toContain(why)
    expect(error.message).toContain('"prod"')
  })

  it('is not in the error about a command that prints it and fails', async () => {
    const error = await failureOf({ kind: 'command', command: 'echo hunter2; echo hunter2 >&2; exit 1' })
    expect(`${error.message} ${error.hint}`).not.toContain('hunter2')
  })

  it('is awaited for 5 s, then the command and everything it started are killed', async () => {
    const pidFile = join(folder, 'pid')
    const started = performance.now()
    const error = await failureOf({ kind: 'command', command: `sleep 600 & echo $! > ${pidFile}; echo hunter2; wait` })
    expect(performance.now() - started).toBeGreaterThan(4_900)
    expect(error.message).toBe('the password command of profile "prod" took longer than 5 s')
    const pid = readFileSync(pidFile, 'utf8').trim()
    await waitFor(() => !isRunning(Number(pid)), { what: 'the end of the sleep that the command started' })
  })
})

describe('a password command that outlasts its jobdeck', () => {
  async function readingJobdeck(what: string) {
    const pidFile = join(folder, `pid-${what}`)
    const source = (path: string) => JSON.stringify(new URL(`../../../src/io/${path}`, import.meta.url).href)
    const code = `
      const { readSecret } = await import(${source('profiles/secret.ts')})
      const { systemClock } = await import(${source('clock/system-clock.ts')})
      const secret = { kind: 'command', command: 'echo $$ > ${pidFile}; sleep 600' }
      readSecret({ name: 'prod', secret }, process.env, systemClock)
      process.stdin.on('data', (text) => {
        if (text.includes('leave')) process.exit(0)
        process.on('SIGTERM', () => console.log('heard'))
        console.log('listening')
      })`
    const program = startProgram(process.execPath, ['--input-type=module', '-e', code])
    const pid = await waitFor(() => Number(readFileSync(pidFile, 'utf8')), { what: 'the command' })
    expect(isRunning(pid)).toBe(true)
    return { program, pid }
  }

  it('is killed when jobdeck exits', async () => {
    const { program, pid } = await readingJobdeck('exit')
    program.write('leave\n')
    expect(await program.exit).toEqual({ code: 0, signal: null })
    await waitFor(() => !isRunning(pid), { what: 'the end of the command' })
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is killed when %s kills jobdeck', async (signal) => {
    const { program, pid } = await readingJobdeck(signal)
    program.kill(signal)
    expect(await program.exit).toEqual({ code: null, signal })
    await waitFor(() => !isRunning(pid), { what: 'the end of the command' })
  })

  it('lives on when another listener decides what a signal means', async () => {
    const { program, pid } = await readingJobdeck('listening')
    program.write('listen\n')
    await program.waitForLine('listening')
    program.kill('SIGTERM')
    await program.waitForLine('heard')
    expect(isRunning(pid)).toBe(true)
    program.write('leave\n')
    expect(await program.exit).toEqual({ code: 0, signal: null })
    await waitFor(() => !isRunning(pid), { what: 'the end of the command' })
  })
})

describe('the settings of a profile', () => {
  it('are its fields with the resolved password', async () => {
    const profile: FixedProfile = {
      ...newProfileFields,
      kind: 'fixed',
      origin: 'saved',
      name: 'prod',
      host: 'mqtt.internal',
      port: 8883,
      tls: true,
      username: 'hermes',
      secret: { kind: 'env', variable: 'BROKER_PASSWORD' },
      caFile: '/etc/ca.crt',
    }
    expect(await resolveSettings(profile, env)).toEqual({
      host: 'mqtt.internal',
      port: 8883,
      tls: true,
      transport: 'tcp',
      username: 'hermes',
      password: 'from-the-variable',
      caFile: '/etc/ca.crt',
      certFile: null,
      keyFile: null,
      clientIdPrefix: 'hermes',
    })
  })

  it('of env are the MQTT_* variables', async () => {
    const mqtt = { MQTT_BROKER: 'mqtt.internal', MQTT_PORT: '8883', MQTT_TLS: '1' }
    const [profile] = builtInProfiles(mqtt, '/')
    if (profile?.kind !== 'env') throw new Error('env comes first')
    expect(await resolveSettings(profile, mqtt)).toMatchObject({ host: 'mqtt.internal', port: 8883, tls: true })
    await expect(resolveSettings(profile, { MQTT_PORT: 'abc' })).rejects.toMatchObject({ code: 'config' })
  })
})

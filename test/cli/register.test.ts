import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withDirectoryLock } from '../../src/io/lock/directory-lock.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { startJobdeck } from '../support/run-jobdeck.ts'
import { runHere, type Surroundings } from './run-here.ts'

async function register(args: readonly string[], surroundings: Surroundings = {}) {
  const home = surroundings.home ?? temporaryFolder()
  const { status, stdout, stderr } = await runHere(['register', ...args], { ...surroundings, home })
  if (status !== 0) throw new Error(stderr)
  const id = stdout.trim()
  const path = join(home, 'jobs', `${id}.json`)
  return { id, stdout, stderr, home, path, record: JSON.parse(readFileSync(path, 'utf8')) }
}

describe('register', () => {
  it('says at once that the directory cannot be created', async () => {
    const env = { JOBDECK_REGISTRY_DIR: '/proc/nope/jobs' }
    const ran = await runHere(['register', '--prompt', 'p'], { env })
    expect(ran).toMatchObject({ status: 74, stdout: '', stderr: /cannot create .*\/proc\/nope\/jobs \(ENOENT\)/ })
  })

  it('prints the id and nothing else', async () => {
    const { stdout, stderr } = await register(['--prompt', 'Migrate the session table'])
    expect(stdout).toMatch(/^[0-9a-z]{8}\n$/)
    expect(stderr).toBe('')
  })

  it('writes every field of the protocol, with its defaults, for the owner only', async () => {
    const { id, path, record, home } = await register(['--prompt', '정렬 문제 10개\n두 번째 줄'])
    const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(record).toEqual({
      schema_version: 1,
      job_id: id,
      status: 'pending',
      created_at: stamp,
      updated_at: stamp,
      prompt: '정렬 문제 10개\n두 번째 줄',
      agent: 'claude-code',
      agent_session: null,
      broker: null,
      topic_prefix: `python/mqtt/jobs/${id}`,
      timeout_sec: 3600,
      idle_timeout_sec: 120,
      expected_artifacts: [],
      last_seq: 0,
      auth_token: null,
    })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, 'jobs')).mode & 0o777).toBe(0o700)
  })

  it('takes every option', async () => {
    const { id, record } = await register(
      [
        ...['--prompt', 'p', '--agent', 'codex', '--session', 'tmux:codex-2', '--timeout', '1h30m'],
        ...['--idle-timeout', '90', '--artifact', 'a b.md', '--artifact', 'c.md', '--auth-token', '-'],
        ...['--topic-base', 'team/jobs'],
      ],
      { stdin: 'my token\n' },
    )
    expect(record).toMatchObject({
      agent: 'codex',
      agent_session: 'tmux:codex-2',
      timeout_sec: 5400,
      idle_timeout_sec: 90,
      expected_artifacts: ['a b.md', 'c.md'],
      auth_token: 'my token',
      topic_prefix: `team/jobs/${id}`,
    })
  })

  it('reads a long prompt from stdin', async () => {
    const prompt = `첫 줄\n${'x'.repeat(5_000)}\n\n"끝"`
    expect((await register(['--prompt', '-'], { stdin: `${prompt}\n` })).record.prompt).toBe(prompt)
  })

  it('makes a separate token for each job with "auto"', async () => {
    const tokens = [
      (await register(['--prompt', 'p', '--auth-token', 'auto'])).record.auth_token,
      (await register(['--prompt', 'p', '--auth-token', 'auto'])).record.auth_token,
    ]
    expect(new Set(tokens).size).toBe(2)
    for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/)
  })

  it("persists a profile's broker, password included, and prints nothing of it", async () => {
    const env = { MQTT_BROKER: 'mqtt.internal', MQTT_PORT: '8883', MQTT_TLS: '1' }
    const login = { MQTT_USERNAME: 'claude-worker', MQTT_PASSWORD: 'geheim' }
    const { record, stdout, stderr } = await register(['--prompt', 'p', '--broker', 'env'], {
      env: { ...env, ...login },
    })
    expect(record.broker).toEqual({
      host: 'mqtt.internal',
      port: 8883,
      tls: true,
      username: 'claude-worker',
      password: 'geheim',
    })
    expect(stdout + stderr).not.toContain('geheim')
  })

  it('needs no working broker settings', async () => {
    expect((await register(['--prompt', 'p'], { env: { MQTT_PORT: 'abc' } })).id).toHaveLength(8)
  })

  it('prefers .mam/jobs where it exists, else takes .hermes/jobs', async () => {
    const home = temporaryFolder()
    const env = { JOBDECK_REGISTRY_DIR: undefined }
    await runHere(['register', '--prompt', 'p'], { home, env })
    expect(readdirSync(join(home, '.hermes/jobs')).filter((name) => name.endsWith('.json'))).toHaveLength(1)
    mkdirSync(join(home, '.mam/jobs'), { recursive: true })
    await runHere(['register', '--prompt', 'p'], { home, env })
    expect(readdirSync(join(home, '.mam/jobs')).filter((name) => name.endsWith('.json'))).toHaveLength(1)
  })
})

describe('a bad request', () => {
  it.each([
    [['--prompt', ''], 65, /the prompt is empty/],
    [['--prompt', ' \n '], 65, /the prompt is empty/],
    [['--prompt', '-'], 65, /the prompt is empty/],
    [['--prompt', 'x'.repeat(1_100_000)], 65, /too large/],
    [['--prompt', 'p', '--timeout', '1x'], 64, /"1x" is not a duration/],
    [['--prompt', 'p', '--timeout', '0'], 64, /is not a duration/],
    [['--prompt', 'p', '--auth-token', ''], 64, /not taken as an argument.*--auth-token -/],
    [['--prompt', 'p', '--auth-token', 'hunter2'], 64, /not taken as an argument.*--auth-token -/],
    [['--prompt', 'p', '--auth-token', '-'], 64, /token is empty/],
    [['--prompt', '-', '--auth-token', '-'], 64, /stdin holds either/],
    [['--prompt', 'p', '--broker', 'nowhere'], 78, /no profile "nowhere"/],
    [['--prompt', 'p', '--broker', 'embedded'], 64, /cannot hold the embedded broker/],
    [['--prompt', 'p', '--topic-base', 'a/+/b'], 64, /the topic base is not valid/],
  ])('%j exits with %i, writes nothing and says why', async (args, status, reason) => {
    const home = temporaryFolder()
    const ran = await runHere(['register', ...args], { home })
    expect(ran).toMatchObject({ status, stdout: '', stderr: reason })
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
    const dir = join(home, 'jobs')
    expect(existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.json')) : []).toEqual([])
  })

  it('says that the registry directory is a file', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, 'jobs'), '')
    expect(await runHere(['register', '--prompt', 'p'], { home })).toMatchObject({ status: 74, stdout: '' })
  })
})

it('says that it waits for the lock of the registry', async () => {
  const { home } = await register(['--prompt', 'first'])
  const said = Promise.withResolvers<void>()
  const held = withDirectoryLock(join(home, 'jobs'), () => said.promise)
  const second = startJobdeck(['register', '--prompt', 'second'], { home })
  await second.waitForErrorLine('waiting for the registry lock')
  said.resolve()
  await held
  expect(await second.exit).toMatchObject({ code: 0 })
})

import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRegistry } from '../../../src/io/registry/read-registry.ts'
import { registerJob } from '../../../src/io/registry/register-job.ts'
import { readRecord } from '../../../src/io/registry/registry.ts'
import { request, temporaryDir } from './fixtures.ts'

describe('registering a job', () => {
  it('writes every field of the protocol, in its order', async () => {
    const dir = await temporaryDir()
    const id = await registerJob(dir, request)
    const record = JSON.parse(await readFile(join(dir, `${id}.json`), 'utf8'))
    const stamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(Object.entries(record)).toEqual(
      Object.entries({
        schema_version: 1,
        job_id: id,
        status: 'pending',
        created_at: stamp,
        updated_at: stamp,
        prompt: '정렬 문제 10개\nsort_problems.md',
        agent: 'claude-code',
        agent_session: 'tmux:claude',
        broker: { host: 'mqtt.internal', port: 8883, tls: true, username: 'claude-worker', password: 'geheim' },
        topic_prefix: `python/mqtt/jobs/${id}`,
        timeout_sec: 3600,
        idle_timeout_sec: 120,
        expected_artifacts: ['report.md'],
        last_seq: 0,
        auth_token: null,
      }),
    )
  })

  it('names jobs by 8 characters of 0-9 a-z, and reads them back', async () => {
    const dir = await temporaryDir()
    const id = await registerJob(dir, request)
    expect(id).toMatch(/^[0-9a-z]{8}$/)
    expect(await readRecord(dir, id)).toMatchObject({ job_id: id, prompt: request.prompt })
  })

  it('creates the directory and the record for their owner only, and the lock as the umask says', async () => {
    const dir = join(await temporaryDir(), 'deep', '.hermes', 'jobs')
    const id = await registerJob(dir, request)
    const modes = await Promise.all(
      [dir, join(dir, `${id}.json`), join(dir, '.lock')].map(async (path) => (await stat(path)).mode & 0o777),
    )
    expect(modes.map((mode) => mode.toString(8))).toEqual(['700', '600', (0o666 & ~process.umask()).toString(8)])
  })

  it('gives a hundred concurrent jobs a hundred ids', async () => {
    const dir = await temporaryDir()
    const ids = await Promise.all(Array.from({ length: 100 }, () => registerJob(dir, request)))
    expect(new Set(ids).size).toBe(100)
    expect((await readRegistry(dir)).records.size).toBe(100)
  })

  it('leaves nothing but the record, and removes what a killed writer left behind', async () => {
    const dir = await temporaryDir()
    await writeFile(join(dir, '.zzzz1234.jobdeck-tmp'), '{"half')
    const id = await registerJob(dir, request)
    expect((await readdir(dir)).sort()).toEqual(['.lock', `${id}.json`])
  })

  it('stores any text: control characters, quotes, lone surrogates', async () => {
    const dir = await temporaryDir()
    const prompt = 'a"b\\c\u0000\u001b[31m\ud800 😀 \u2028'
    const id = await registerJob(dir, { ...request, prompt })
    expect((await readRecord(dir, id))?.prompt).toBe(prompt)
  })

  it.each([
    ['an empty prompt', { prompt: ' \n' }, 'prompt'],
    ['a prompt of 2 MB', { prompt: 'x'.repeat(2_000_000) }, 'too large'],
    ['a wildcard in the topic base', { topicBase: 'jobs/#' }, 'topic base'],
    ['no time at all', { timeoutSec: 0 }, 'timeout_sec'],
    ['a negative idle time', { idleTimeoutSec: -1 }, 'idle_timeout_sec'],
    [
      'a port that is none',
      { broker: { host: 'h', port: 0, tls: false, username: null, password: null } },
      'broker.port',
    ],
  ])('refuses %s and writes nothing', async (_name, wrong, named) => {
    const dir = join(await temporaryDir(), 'jobs')
    await expect(registerJob(dir, { ...request, ...wrong })).rejects.toMatchObject({
      name: 'JobdeckError',
      code: 'bad-data',
      message: expect.stringContaining(named),
    })
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('names the directory that cannot be created', async () => {
    const file = join(await temporaryDir(), 'file')
    await writeFile(file, '')
    const dir = join(file, 'jobs')
    await expect(registerJob(dir, request)).rejects.toMatchObject({ code: 'io', message: expect.stringContaining(dir) })
  })

  it('keeps the mode that an existing directory has', async () => {
    const dir = join(await temporaryDir(), 'jobs')
    await mkdir(dir)
    await chmod(dir, 0o755)
    await registerJob(dir, request)
    expect((await stat(dir)).mode & 0o777).toBe(0o755)
  })
})

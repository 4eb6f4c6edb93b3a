import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RegisterForm } from '../../../src/app/actions/register-form.ts'
import { registerFromForm } from '../../../src/app/actions/register-from-form.ts'
import { profilesOf } from '../../../src/cli/context/open-profiles.ts'
import { JobdeckError } from '../../../src/domain/failure.ts'
import { systemClock } from '../../../src/io/clock/system-clock.ts'
import { readRecord } from '../../../src/io/registry/registry.ts'
import { temporaryDir } from '../../io/registry/fixtures.ts'
import { capturedContext } from '../../support/captured-context.ts'
import { plainSettings } from '../../support/mosquitto.ts'

const filledIn: RegisterForm = {
  prompt: '정렬 문제 10개\n파일로 저장  ',
  agent: ' codex ',
  session: 'codex-2',
  timeout: '1h30m',
  idleTimeout: '90',
  artifacts: 'report.md\n\n  docs/a b.md  \n',
  brokerProfile: '',
}

async function submit(form: Partial<RegisterForm>, settingsOf = async () => plainSettings(1883)) {
  const registryDir = join(await temporaryDir(), 'jobs')
  const { get: profileOf } = profilesOf(capturedContext().context)
  const means = { registryDir, topicBase: 'python/mqtt/jobs', clock: systemClock, ownPane: null, profileOf, settingsOf }
  return { registryDir, result: await registerFromForm({ ...filledIn, ...form }, means) }
}

describe('a form that is right', () => {
  it('becomes a record with every field', async () => {
    const { registryDir, result } = await submit({})
    if (!result.ok) throw new Error(JSON.stringify(result))
    expect(result.jobId).toMatch(/^[0-9a-z]{8}$/)
    expect(await readRecord(registryDir, result.jobId)).toMatchObject({
      status: 'pending',
      prompt: filledIn.prompt,
      agent: 'codex',
      agent_session: 'tmux:codex-2',
      broker: null,
      topic_prefix: `python/mqtt/jobs/${result.jobId}`,
      timeout_sec: 5400,
      idle_timeout_sec: 90,
      expected_artifacts: ['report.md', 'docs/a b.md'],
      last_seq: 0,
      auth_token: null,
    })
  })

  it.each([
    ['', null],
    ['tmux:main', 'tmux:main'],
  ])('takes the session "%s" as %s', async (session, stored) => {
    const { registryDir, result } = await submit({ session })
    const record = result.ok ? await readRecord(registryDir, result.jobId) : null
    expect(record?.agent_session).toBe(stored)
  })

  it("carries a profile's broker for the worker", async () => {
    const settings = { ...plainSettings(8883), tls: true, username: 'claude-worker', password: 'geheim' }
    const { registryDir, result } = await submit({ brokerProfile: 'local-tls' }, async () => settings)
    const record = result.ok ? await readRecord(registryDir, result.jobId) : null
    expect(record?.broker).toEqual({
      host: '127.0.0.1',
      port: 8883,
      tls: true,
      username: 'claude-worker',
      password: 'geheim',
    })
  })
})

describe('a form that is wrong', () => {
  it.each<[Partial<RegisterForm>, keyof RegisterForm]>([
    [{ prompt: ' \n\t ' }, 'prompt'],
    [{ agent: '  ' }, 'agent'],
    [{ timeout: '1x' }, 'timeout'],
    [{ timeout: '0' }, 'timeout'],
    [{ timeout: '' }, 'timeout'],
    [{ idleTimeout: 'soon' }, 'idleTimeout'],
  ])('says so beside the field for %j, and writes nothing', async (wrong, field) => {
    const { registryDir, result } = await submit(wrong)
    expect(result).toMatchObject({ ok: false, message: null })
    expect(Object.keys(result.ok ? {} : result.fields)).toEqual([field])
    expect(existsSync(registryDir)).toBe(false)
  })

  it('names every wrong field at once', async () => {
    const { result } = await submit({ prompt: '', agent: '', timeout: 'x', idleTimeout: 'y' })
    expect(Object.keys(result.ok ? {} : result.fields).sort()).toEqual(['agent', 'idleTimeout', 'prompt', 'timeout'])
  })

  it('says what is wrong with the profile, without its secret', async () => {
    const { result } = await submit({ brokerProfile: 'local-tls' }, async () => {
      throw new JobdeckError('config', 'the password command failed', 'run it by hand')
    })
    expect(result).toEqual({
      ok: false,
      fields: { brokerProfile: 'the password command failed: run it by hand' },
      message: null,
    })
  })

  it.each([
    ['nowhere', /no profile "nowhere"/],
    ['embedded', /cannot hold the embedded broker/],
  ])('refuses the profile "%s"', async (brokerProfile, reason) => {
    const { registryDir, result } = await submit({ brokerProfile })
    expect(result).toMatchObject({ ok: false, fields: { brokerProfile: reason } })
    expect(existsSync(registryDir)).toBe(false)
  })

  it('reports what a record cannot hold', async () => {
    const { registryDir, result } = await submit({ prompt: 'x'.repeat(1_100_000) })
    expect(result).toMatchObject({ ok: false, message: /too large/ })
    expect(existsSync(registryDir) ? readdirSync(registryDir) : []).toEqual([])
  })

  it('refuses a broker that a record cannot express', async () => {
    const settings = { ...plainSettings(9001), transport: 'websocket' as const }
    const { result } = await submit({ brokerProfile: 'local' }, async () => settings)
    expect(result).toMatchObject({ ok: false, fields: { brokerProfile: /WebSocket/ } })
  })
})

import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { openLedger } from '../../src/io/ledger/open-ledger.ts'
import { readRecord } from '../../src/io/registry/registry.ts'
import { payloadOf } from '../app/deck/messages.ts'
import { entryOf, withPayload } from '../io/ledger/entries.ts'
import { putRecord, recordJson } from '../io/registry/fixtures.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { runHere } from './run-here.ts'

const secretBroker = { host: 'mqtt.internal', port: 8883, tls: true, username: 'claude-worker', password: 'geheim' }

/** A registry with three jobs and a file that is not a record. */
async function registry() {
  const home = temporaryFolder()
  const dir = join(home, 'jobs')
  const put = (id: string, fields: Readonly<Record<string, unknown>>) => putRecord(dir, id, recordJson(id, fields))
  await put('oldest01', {
    created_at: '2026-06-19T09:30:00Z',
    status: 'completed',
    prompt: '정렬 문제 10개',
    agent: '코덱스',
  })
  await put('newest01', { created_at: '2026-06-19T12:00:00+02:00', agent_session: 'tmux:codex' })
  const secrets = { broker: secretBroker, auth_token: 'token-secret', status: 'running', team: 'blue' }
  await put('middle01', { created_at: '2026-06-19T09:45:00Z', prompt: 'two\nlines \u001b[31mred', ...secrets })
  return { home, dir }
}

describe('list', () => {
  it('shows the newest first, in columns that fit wide characters', async () => {
    const { home } = await registry()
    const { status, stdout } = await runHere(['list'], { home })
    expect(status).toBe(0)
    expect(stdout.split('\n')).toEqual([
      'JOB       STATUS     AGENT   SESSION     CREATED               PROMPT',
      'newest01  pending    codex   tmux:codex  2026-06-19T10:00:00Z  Migrate the session table',
      'middle01  running    codex   –           2026-06-19T09:45:00Z  two lines red',
      'oldest01  completed  코덱스  –           2026-06-19T09:30:00Z  정렬 문제 10개',
      '',
    ])
  })

  it('filters by the given statuses', async () => {
    const { home } = await registry()
    const { stdout } = await runHere(['list', '--status', 'running', '--status', 'completed'], { home })
    expect(stdout.match(/^\w+01/gm)).toEqual(['middle01', 'oldest01'])
    expect(await runHere(['list', '--status', 'cancelled'], { home })).toMatchObject({ status: 0, stdout: '' })
    expect(await runHere(['list', '--status', 'done'], { home })).toMatchObject({
      status: 64,
      stderr: /is not a valid status/,
    })
  })

  it('prints records as JSON, secrets masked', async () => {
    const { home } = await registry()
    const { stdout } = await runHere(['list', '--json'], { home })
    expect(stdout.split('\n')).toHaveLength(2)
    const records = JSON.parse(stdout)
    expect(records.map((record: { job_id: string }) => record.job_id)).toEqual(['newest01', 'middle01', 'oldest01'])
    expect(records[1]).toMatchObject({ team: '***', auth_token: '***', broker: { ...secretBroker, password: '***' } })
    expect(stdout).not.toMatch(/geheim|token-secret/)
  })

  it('names a record that it cannot use, lists the rest, and fails because jobs may be missing', async () => {
    const { home, dir } = await registry()
    writeFileSync(join(dir, 'broken01.json'), '{')
    const { status, stdout, stderr } = await runHere(['list'], { home })
    expect(status).toBe(65)
    expect(stdout.match(/^\w+01/gm)).toHaveLength(3)
    expect(stderr.split('\n')).toEqual([
      `jobdeck: ${dir}/broken01.json: the file is not valid JSON`,
      'jobdeck: 1 record cannot be used, so jobs may be missing here: fix or remove the files named above',
      '',
    ])
    const json = await runHere(['list', '--json'], { home })
    expect(json.status).toBe(65)
    expect(JSON.parse(json.stdout)).toHaveLength(3)
  })

  it('names a file that cannot belong to a job, and still succeeds', async () => {
    const { home, dir } = await registry()
    writeFileSync(join(dir, 'some settings.json'), '{}')
    const { status, stderr } = await runHere(['list'], { home })
    expect(status).toBe(0)
    expect(stderr).toBe(`jobdeck: ${dir}/some settings.json: its name is not a valid job id\n`)
  })

  it('is empty without a registry', async () => {
    const home = temporaryFolder()
    const nothing = `jobdeck: no job in ${home}/jobs\n`
    expect(await runHere(['list'], { home })).toEqual({ status: 0, stdout: '', stderr: nothing })
    expect(await runHere(['list', '--json'])).toEqual({ status: 0, stdout: '[]\n', stderr: '' })
  })
})

describe('show', () => {
  it('shows every field and the whole prompt, with secrets masked and control characters removed', async () => {
    const { home } = await registry()
    const { status, stdout } = await runHere(['show', 'middle01'], { home })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^status +running$/m)
    expect(stdout).toMatch(/^team +\*\*\*$/m)
    expect(stdout).toMatch(/^auth_token +\*\*\*$/m)
    expect(stdout).toMatch(/^broker +\{"host":"mqtt.internal",.*"password":"\*\*\*"\}$/m)
    expect(stdout.endsWith('\ntwo\nlines red\n')).toBe(true)
    expect(stdout).not.toMatch(/geheim|token-secret|\u001b/)
  })

  it('prints JSON', async () => {
    const { home } = await registry()
    const { stdout } = await runHere(['show', 'middle01', '--json'], { home })
    expect(JSON.parse(stdout)).toMatchObject({ job_id: 'middle01', auth_token: '***', prompt: /^two\nlines/ })
    expect(stdout).not.toMatch(/geheim|token-secret|\u001b/)
  })

  it('says that there is no such record', async () => {
    const { home } = await registry()
    expect(await runHere(['show', 'nobody01'], { home })).toMatchObject({
      status: 65,
      stdout: '',
      stderr: /job nobody01 has no record/,
    })
  })
})

describe('cancel', () => {
  it('marks the record, and only that', async () => {
    const { home, dir } = await registry()
    const before = await readRecord(dir, 'middle01')
    expect(await runHere(['cancel', 'middle01'], { home })).toEqual({
      status: 0,
      stdout: 'middle01 cancelled\n',
      stderr: '',
    })
    const after = await readRecord(dir, 'middle01')
    expect(after).toEqual({ ...before, status: 'cancelled', updated_at: after?.updated_at })
  })

  it('does not change a job that has ended', async () => {
    const { home, dir } = await registry()
    expect(await runHere(['cancel', 'oldest01'], { home })).toMatchObject({
      status: 64,
      stderr: /is already completed/,
    })
    expect(await readRecord(dir, 'oldest01')).toMatchObject({ status: 'completed' })
  })

  it('says that there is no such record, and creates no registry for it', async () => {
    const home = temporaryFolder()
    expect(await runHere(['cancel', 'nobody01'], { home })).toMatchObject({ status: 65, stderr: /has no record/ })
    expect(readdirSync(home)).toEqual([])
  })
})

describe('logs', () => {
  const env = { MQTT_BROKER: '127.0.0.1', MQTT_PORT: '18830' }

  async function ledgerHome() {
    const home = temporaryFolder()
    const location = { stateDir: join(home, 'state'), broker: 'mqtt://127.0.0.1:18830' }
    const ledger = openLedger({ ...location, onProblem: () => {} })
    const received = (id: string, seq: number, atMs: number, payload = payloadOf(id, seq, 'progress')) => {
      const entry = entryOf(`python/mqtt/jobs/${id}/events`, payload)
      return withPayload({ ...entry, receivedMs: atMs, receivedAtMs: atMs }, id)
    }
    void ledger.append([
      received('abc12345', 2, 1_750_000_000_000),
      received('other000', 1, 1_750_000_001_000),
      received('abc12345', 1, 1_750_000_002_000),
      received('abc12345', 2, 1_750_000_003_000),
      received('abc12345', 3, 1_750_000_004_000, payloadOf('abc12345', 3, 'completed', { detail: 'done \u001b[31m' })),
    ])
    await ledger.close()
    return home
  }

  it("prints the job's events in order of receipt, each once", async () => {
    const { status, stdout, stderr } = await runHere(['logs', 'abc12345'], { home: await ledgerHome(), env })
    expect(status).toBe(0)
    expect(stdout.split('\n')).toEqual([
      '2026-06-19T09:30:00Z job=abc12345 seq=2 progress             progress 2',
      '2026-06-19T09:30:00Z job=abc12345 seq=1 progress             progress 1',
      '2026-06-19T09:30:00Z job=abc12345 seq=3 completed            done',
      '',
    ])
    expect(stderr).toBe('')
  })

  it('prints what no monitor has read yet from the log of the job, each event once', async () => {
    const home = await ledgerHome()
    const dir = join(home, 'jobs')
    await putRecord(dir, 'abc12345', recordJson('abc12345'))
    await putRecord(dir, 'fresh001', recordJson('fresh001'))
    const log = (id: string, ...seqs: number[]) =>
      writeFileSync(join(dir, `${id}.events.log`), seqs.map((seq) => `${payloadOf(id, seq, 'progress')}\n`).join(''))
    log('abc12345', 1, 2, 4)
    log('fresh001', 1, 1)
    const numbersOf = async (id: string) =>
      (await runHere(['logs', id], { home, env })).stdout.match(/seq=\d+|\(file\)/g)?.join(' ')
    expect(await numbersOf('abc12345')).toBe('seq=2 seq=1 seq=3 seq=4 (file)')
    expect(await numbersOf('fresh001')).toBe('seq=1 (file)')
  })

  it('prints JSON as watch does', async () => {
    const { stdout } = await runHere(['logs', 'abc12345', '--json'], { home: await ledgerHome(), env })
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ seq }) => seq)).toEqual([2, 1, 3])
    expect(lines[0]).toMatchObject({
      received_at: '2025-06-15T15:06:40.000Z',
      topic: 'python/mqtt/jobs/abc12345/events',
      retained: false,
    })
  })

  it('says why an event is not an ordinary one', async () => {
    const home = await ledgerHome()
    const location = { stateDir: join(home, 'state'), broker: 'mqtt://127.0.0.1:18830' }
    const ledger = openLedger({ ...location, onProblem: () => {} })
    const payload = payloadOf('abc12345', 4, 'error', { judged: null })
    const forged = withPayload(entryOf('python/mqtt/jobs/abc12345/events', payload), 'abc12345')
    void ledger.append([{ ...forged, note: 'forged', effect: 'none' }])
    await ledger.close()
    const { stdout } = await runHere(['logs', 'abc12345'], { home, env })
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/ seq=4 error +error 4 \(forged\)$/)
    const json = await runHere(['logs', 'abc12345', '--json'], { home, env })
    const lines = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ judged }) => judged)).toEqual([null, null, null, 'forged'])
  })

  it('marks how an event came, and says in place when nobody was listening', async () => {
    const home = await ledgerHome()
    const location = { stateDir: join(home, 'state'), broker: 'mqtt://127.0.0.1:18830' }
    const ledger = openLedger({ ...location, onProblem: () => {} })
    const at = (seconds: number) => 1_750_000_000_000 + seconds * 1_000
    const moment = { receivedMs: at(3.5), receivedAtMs: at(3.5) }
    const payload = payloadOf('abc12345', 4, 'progress', { source: 'forged' })
    const logged = withPayload({ ...entryOf('python/mqtt/jobs/abc12345/events', payload), ...moment }, 'abc12345')
    void ledger.append([{ ...logged, source: 'file' }])
    const gap = { fromMs: at(2.5), toMs: at(3.8), fromAtMs: at(2.5), toAtMs: at(3.8), why: 'no deck was running' }
    await ledger.recordGap(gap)
    await ledger.close()
    const { stdout } = await runHere(['logs', 'abc12345'], { home, env })
    expect(stdout.split('\n')).toEqual([
      '2026-06-19T09:30:00Z job=abc12345 seq=2 progress             progress 2',
      '2026-06-19T09:30:00Z job=abc12345 seq=1 progress             progress 1',
      '-- 2025-06-15T15:06:42Z – 2025-06-15T15:06:43Z not heard: no deck was running',
      '2026-06-19T09:30:00Z job=abc12345 seq=4 progress             progress 4 (file)',
      '2026-06-19T09:30:00Z job=abc12345 seq=3 completed            done',
      '',
    ])
    const json = await runHere(['logs', 'abc12345', '--json'], { home, env })
    const lines = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ source }) => source)).toEqual(['live', 'live', undefined, 'file', 'live'])
    expect(lines[2]).toEqual({
      gap: { from: '2025-06-15T15:06:42.500Z', to: '2025-06-15T15:06:43.800Z', why: 'no deck was running' },
    })
  })

  it('says that the ledger has nothing about the job', async () => {
    const ran = await runHere(['logs', 'nobody01'], { home: await ledgerHome(), env })
    expect(ran).toMatchObject({
      status: 0,
      stdout: '',
      stderr: /ledger of mqtt:\/\/127.0.0.1:18830 nor a log in .* has an event/,
    })
  })

  it('reads what a newer jobdeck has written, and says so', async () => {
    const home = await ledgerHome()
    const database = new DatabaseSync(join(home, 'state/ledger/ledger.sqlite'))
    database.exec('PRAGMA user_version = 999')
    database.close()
    const { status, stdout, stderr } = await runHere(['logs', 'abc12345'], { home, env })
    expect(status).toBe(0)
    expect(stdout.match(/job=abc12345/g)).toHaveLength(3)
    expect(stderr).toMatch(/^jobdeck: the ledger .* was written by a newer jobdeck \(format 999\): it is only read/)
  })
})

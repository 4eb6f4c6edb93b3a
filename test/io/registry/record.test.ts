import { describe, expect, it } from 'vitest'
import { utcStamp } from '../../../src/domain/text/timestamp.ts'
import { parseRecord } from '../../../src/io/registry/record.ts'
import { factsOf } from '../../../src/io/registry/record-facts.ts'
import { jobId, recordJson } from './fixtures.ts'

const id = jobId('abc12345')

function parsed(fields: Readonly<Record<string, unknown>>) {
  const result = parseRecord(recordJson(id, fields), id)
  if (result.kind === 'problem') throw new Error(result.explanation)
  return result.record
}

describe('reading a record', () => {
  it('keeps known and unknown fields', () => {
    const record = parsed({ last_seq: 7, build: { n: 1 }, agent_session: 'tmux:claude' })
    expect(record).toMatchObject({ job_id: id, last_seq: 7, build: { n: 1 }, agent_session: 'tmux:claude' })
  })

  it('fills in what an older program omitted', () => {
    const text = '{"schema_version":1,"job_id":"abc12345","status":"running","created_at":"2026-06-19T09:30:00Z"}'
    expect(parseRecord(text, id)).toEqual({
      kind: 'record',
      record: {
        schema_version: 1,
        job_id: id,
        status: 'running',
        created_at: '2026-06-19T09:30:00Z',
        updated_at: '2026-06-19T09:30:00Z',
        prompt: '',
        agent: '',
        agent_session: null,
        broker: null,
        topic_prefix: null,
        timeout_sec: 3600,
        idle_timeout_sec: 120,
        expected_artifacts: [],
        last_seq: 0,
        auth_token: null,
      },
    })
  })

  it('treats null as omitted', () => {
    expect(parsed({ timeout_sec: null, prompt: null, expected_artifacts: null, last_seq: null })).toMatchObject({
      timeout_sec: 3600,
      prompt: '',
      expected_artifacts: [],
      last_seq: 0,
    })
  })

  it.each([
    [
      { host: 'h', port: 8883, tls: true, username: 'u', password: 'p' },
      { host: 'h', port: 8883, tls: true, username: 'u', password: 'p' },
    ],
    [{ host: 'h' }, { host: 'h', port: null, tls: false, username: null, password: null }],
    [
      { host: 'h', keepalive: 3 },
      { host: 'h', port: null, tls: false, username: null, password: null, keepalive: 3 },
    ],
    [{}, null],
    [{ host: null }, null],
    [null, null],
  ])('reads the broker block %j', (block, expected) => {
    expect(parsed({ broker: block }).broker).toEqual(expected)
  })

  it.each([
    ['', 'not-json', 'empty'],
    ['{"schema_version":1', 'not-json', 'not valid JSON'],
    ['[]', 'invalid', 'not a JSON object'],
    ['null', 'invalid', 'not a JSON object'],
    ['{}', 'other-schema', 'missing'],
    [recordJson(id, { schema_version: 2 }), 'other-schema', '2'],
    [recordJson(id, { schema_version: '1' }), 'other-schema', 'schema_version'],
    [recordJson('other'), 'wrong-id', 'job_id'],
    [recordJson(id, { status: 'paused' }), 'invalid', 'status'],
    [recordJson(id, { last_seq: '4' }), 'invalid', 'last_seq'],
    [recordJson(id, { last_seq: -1 }), 'invalid', 'last_seq'],
    [recordJson(id, { last_seq: 0.5 }), 'invalid', 'last_seq'],
    [recordJson(id, { last_seq: 2 ** 60 }), 'invalid', 'last_seq'],
    [recordJson(id, { timeout_sec: 0 }), 'invalid', 'timeout_sec'],
    [recordJson(id, { timeout_sec: '15m' }), 'invalid', 'timeout_sec'],
    [recordJson(id, { created_at: 'yesterday' }), 'invalid', 'created_at'],
    [recordJson(id, { topic_prefix: 'python/#' }), 'invalid', 'topic_prefix'],
    [recordJson(id, { expected_artifacts: 'report.md' }), 'invalid', 'expected_artifacts'],
    [recordJson(id, { broker: { host: 'h', port: 70_000 } }), 'invalid', 'broker.port'],
  ])('reports %s as %s', (text, fault, named) => {
    expect(parseRecord(text, id)).toMatchObject({ kind: 'problem', fault, explanation: expect.stringContaining(named) })
  })

  it('never quotes the file, which may contain a password', () => {
    const result = parseRecord(
      recordJson(id, { auth_token: ['geheim'], broker: { host: 'h', password: ['geheim'] } }),
      id,
    )
    expect(result).toMatchObject({ kind: 'problem', explanation: expect.not.stringContaining('geheim') })
  })
})

describe('the facts of a record', () => {
  it('have its texts as they were written, cut to a number of characters', () => {
    const prompt = 'one\n\u001b[31mtwo'
    const artifact = 'a\u009bb'
    const facts = factsOf(parsed({ prompt, agent: 'x'.repeat(10_000), expected_artifacts: [artifact] }), 0)
    expect(facts).toMatchObject({ prompt, agent: 'x'.repeat(2_000), session: null, artifacts: [artifact] })
  })

  it('place its stamps on the monotonic timeline', () => {
    const createdWallMs = Date.UTC(2026, 5, 19, 9, 30)
    const facts = factsOf(parsed({ created_at: utcStamp(createdWallMs) }), 1_000_000)
    expect(facts.createdMs).toBe(createdWallMs - 1_000_000)
  })

  it('carry the limits in seconds', () => {
    expect(factsOf(parsed({ timeout_sec: 1.5, idle_timeout_sec: 7 }), 0)).toMatchObject({
      timeoutSec: 1.5,
      idleTimeoutSec: 7,
    })
  })
})

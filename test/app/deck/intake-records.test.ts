import { expect, it } from 'vitest'
import { intakeRecords, topicsElsewhere } from '../../../src/app/deck/intake-records.ts'
import { parseRecord } from '../../../src/io/registry/record.ts'
import { jobId, recordJson } from '../../io/registry/fixtures.ts'

const base = 'python/mqtt/jobs'

function record(id: string, fields: Readonly<Record<string, unknown>> = {}) {
  const parsed = parseRecord(recordJson(id, fields), jobId(id))
  if (parsed.kind === 'problem') throw new Error(parsed.explanation)
  return [jobId(id), parsed.record] as const
}

it('a record that is the same object keeps its record for the intake, so that nothing is drawn for it', () => {
  const [same, changing] = [record('same0001'), record('change01')]
  const before = intakeRecords(new Map([same, changing]), base, new Map(), 0)
  const after = intakeRecords(new Map([same, record('change01', { status: 'running' })]), base, before, 0)
  expect(after.get(jobId('same0001'))).toBe(before.get(jobId('same0001')))
  expect(after.get(jobId('change01'))?.facts.status).toBe('running')
})

it('a job keeps the start of its total clock when its record is written anew and the clock was set meanwhile', () => {
  const before = intakeRecords(new Map([record('running1')]), base, new Map(), 0)
  const offsetMs = 7_200_000
  const again = (fields: Readonly<Record<string, unknown>>) =>
    intakeRecords(new Map([record('running1', fields)]), base, before, offsetMs)
  const rewritten = again({ last_seq: 9 })
  const recreated = again({ created_at: '2026-06-20T00:00:00Z' })
  const startOf = (records: typeof before) => records.get(jobId('running1'))?.facts.createdMs
  expect(startOf(rewritten)).toBe(startOf(before))
  expect(startOf(recreated)).not.toBe(startOf(before))
})

it('a record without a topic prefix follows the topic base', () => {
  const records = new Map([record('follows1', { topic_prefix: undefined })])
  const before = intakeRecords(records, base, new Map(), 0)
  expect(before.get(jobId('follows1'))?.topicPrefix).toBe('python/mqtt/jobs/follows1')
  expect(intakeRecords(records, 'team', before, 0).get(jobId('follows1'))?.topicPrefix).toBe('team/follows1')
})

it('only records on other topics need separate subscriptions, and only those of shown jobs', () => {
  const there = record('there001', { topic_prefix: 'team/alpha' })
  const hidden = record('hidden01', { topic_prefix: 'team/beta' })
  const records = intakeRecords(new Map([record('here0001'), there, hidden]), base, new Map(), 0)
  expect(topicsElsewhere(records, base, null)).toEqual(['team/alpha/events', 'team/beta/events'])
  expect(topicsElsewhere(records, base, new Set([jobId('there001')]))).toEqual(['team/alpha/events'])
})

import { describe, expect, it } from 'vitest'
import { hasReceived } from '../../../src/app/deck/echoes.ts'
import { jobIdOf, recordFacts } from '../../domain/jobs/build-job.ts'
import { intakeRecord, intakeWith, message, payloadOf, records, TestIntake } from './messages.ts'

const id = jobIdOf('abc12345')
const topic = 'python/mqtt/jobs/abc12345/events'

describe('messages', () => {
  it('makes a job of the first event, whatever its topic base', () => {
    const intake = intakeWith(message('abc12345', 1, 'started', { topic: 'other/base/abc12345/events' }))
    expect(intake.jobs.get(id)).toMatchObject({ id, topic: 'other/base/abc12345/events', latest: { event: 'started' } })
  })

  it('hands an accepted event on with the text that was sent', () => {
    const payload = payloadOf('abc12345', 1, 'started', { extra: 1.0 }).replace('"extra":1', '"extra":1.0')
    expect(new TestIntake().take(message('abc12345', 1, 'started', { payload }))).toMatchObject({
      kind: 'accepted',
      event: { jobId: id, seq: 1 },
      text: payload,
    })
  })

  it.each([
    ['a foreign id', payloadOf('other000', 1, 'started'), 'wrong-id'],
    ['another schema', payloadOf('abc12345', 1, 'started', { schema_version: 2 }), 'other-schema'],
    ['no JSON', '{', 'not-json'],
    ['a JSON array', '[]', 'not-an-object'],
    ['an unknown event', payloadOf('abc12345', 1, 'started', { event: 'paused' }), 'bad-field'],
  ])('drops %s with its reason and makes no job of it', (_what, payload, reason) => {
    const intake = new TestIntake()
    expect(intake.take(message('abc12345', 1, 'started', { payload }))).toMatchObject({ kind: 'dropped', reason })
    expect(intake.jobs.size).toBe(0)
  })

  it('drops what comes on a topic that belongs to no job', () => {
    const outcome = new TestIntake().take(message('abc12345', 1, 'started', { topic: 'a/b c/events' }))
    expect(outcome).toMatchObject({ kind: 'dropped', reason: 'bad-topic' })
  })

  it('ignores an emptied retained event', () => {
    const intake = intakeWith(message('abc12345', 1, 'completed'))
    expect(intake.take(message('abc12345', 1, 'completed', { payload: '' }))).toEqual({ kind: 'ignored' })
    expect(intake.jobs.get(id)?.ending?.kind).toBe('completed')
  })

  it('reports a duplicate that was delivered again', () => {
    const intake = intakeWith(message('abc12345', 4, 'progress'))
    expect(intake.take(message('abc12345', 4, 'progress'))).toMatchObject({ reason: 'duplicate' })
    expect(intake.jobs.get(id)?.duplicates).toBe(1)
  })

  it('ignores a retained end that every connection brings, also when it was queued for this machine as well', () => {
    const intake = intakeWith(message('abc12345', 4, 'completed', { retained: true }))
    const before = intake.jobs.get(id)
    expect(intake.take(message('abc12345', 4, 'completed', { retained: true }))).toEqual({ kind: 'ignored' })
    expect(intake.jobs.get(id)).toEqual(before)
    expect(intake.take(message('abc12345', 4, 'completed'))).toEqual({ kind: 'ignored' })
    expect(intake.jobs.get(id)).toEqual(before)
  })

  it('takes the same seq with another content for another event', () => {
    const intake = intakeWith(message('abc12345', 1, 'started'), message('abc12345', 2, 'progress'))
    const other = message('abc12345', 1, 'permission_required', { receivedMs: 3_000 })
    expect(intake.take(other)).toMatchObject({ kind: 'accepted', note: 'restarted', effect: 'restarts' })
    expect(intake.take(other)).toMatchObject({ kind: 'dropped', reason: 'duplicate' })
    expect(intake.jobs.get(id)).toMatchObject({ request: { detail: 'permission_required 1' } })
    expect(intake.lastSeq(id)).toBe(1)
  })

  it('keeps a stray number, marked, and does not count on from it', () => {
    const intake = intakeWith(message('abc12345', 9, 'progress'))
    expect(intake.take(message('abc12345', 20_000, 'completed'))).toMatchObject({
      kind: 'dropped',
      reason: 'stray',
      kept: { note: 'stray', effect: 'none' },
    })
    expect([intake.lastSeq(id), hasReceived(intake.jobs.get(id), 20_000)]).toEqual([9, true])
    expect(intake.jobs.get(id)?.ending).toBeNull()
  })

  it('reports a second end, which changes nothing', () => {
    const intake = intakeWith(message('abc12345', 1, 'completed'))
    expect(intake.take(message('abc12345', 2, 'error'))).toMatchObject({
      kind: 'dropped',
      reason: 'second-end',
      kept: { note: 'second-end', effect: 'counted' },
    })
    expect(intake.jobs.get(id)?.ending?.kind).toBe('completed')
  })

  it('knows the highest seq that it has seen, also of an event that changed nothing', () => {
    const intake = intakeWith(message('abc12345', 3, 'completed'), message('abc12345', 1, 'progress'))
    expect(intake.lastSeq(id)).toBe(3)
    intake.take(message('abc12345', 7, 'error'))
    expect(intake.lastSeq(id)).toBe(7)
    expect(hasReceived(intake.jobs.get(id), 7)).toBe(true)
    expect(hasReceived(intake.jobs.get(id), 2)).toBe(false)
    expect(intake.lastSeq(jobIdOf('nobody'))).toBe(0)
  })
})

describe('only some jobs', () => {
  const intake = () => new TestIntake({ only: new Set([id]) })

  it('keeps to them, without counting the others as dropped', () => {
    const kept = intake()
    expect(kept.take(message('other000', 1, 'started'))).toEqual({ kind: 'ignored' })
    expect(kept.take(message('abc12345', 1, 'started'))).toMatchObject({ kind: 'accepted' })
    expect([...kept.jobs.keys()]).toEqual([id])
  })

  it('ignores the record of another job', () => {
    const kept = intake()
    kept.setRecords(records({ abc12345: intakeRecord('abc12345'), other000: intakeRecord('other000') }))
    expect([...kept.jobs.keys()]).toEqual([id])
  })
})

describe('records', () => {
  it('makes a pending job of a record alone, and removes it with the record', () => {
    const intake = new TestIntake()
    intake.setRecords(records({ abc12345: intakeRecord('abc12345', { facts: recordFacts({ status: 'pending' }) }) }))
    expect(intake.jobs.get(id)).toMatchObject({ topic, latest: null, record: { status: 'pending' } })
    intake.setRecords(new Map())
    expect(intake.jobs.size).toBe(0)
  })

  it.each(['before', 'after'])('joins a record that comes %s the events', (when) => {
    const intake = new TestIntake()
    const record = records({ abc12345: intakeRecord('abc12345', { facts: recordFacts({ timeoutSec: 77 }) }) })
    if (when === 'before') intake.setRecords(record)
    intake.take(message('abc12345', 1, 'started'))
    if (when === 'after') intake.setRecords(record)
    expect(intake.jobs.get(id)).toMatchObject({ latest: { seq: 1 }, record: { timeoutSec: 77 } })
  })

  it('keeps a job with events when its record goes, without the facts', () => {
    const intake = intakeWith(message('abc12345', 1, 'started'))
    intake.setRecords(records({ abc12345: intakeRecord('abc12345') }))
    intake.setRecords(new Map())
    expect(intake.jobs.get(id)).toMatchObject({ record: null, latest: { seq: 1 } })
  })

  it('hears a job on the topic that its record names, even one that does not end in its id', () => {
    const intake = new TestIntake()
    intake.setRecords(records({ abc12345: intakeRecord('abc12345', { topicPrefix: 'team/alpha' }) }))
    expect(intake.jobs.get(id)?.topic).toBe('team/alpha/events')
    expect(intake.take(message('abc12345', 1, 'started', { topic: 'team/alpha/events' }))).toMatchObject({
      kind: 'accepted',
      event: { jobId: id },
    })
    const foreign = message('other000', 1, 'started', { topic: 'team/alpha/events' })
    expect(intake.take(foreign)).toMatchObject({ kind: 'dropped', reason: 'wrong-id' })
  })

  it('no longer hears a topic when the record moves to another prefix or is removed', () => {
    const intake = new TestIntake()
    const alpha = message('abc12345', 1, 'started', { topic: 'team/alpha/events' })
    intake.setRecords(records({ abc12345: intakeRecord('abc12345', { topicPrefix: 'team/alpha' }) }))
    intake.setRecords(records({ abc12345: intakeRecord('abc12345', { topicPrefix: 'team/beta' }) }))
    expect(intake.jobs.get(id)?.topic).toBe('team/beta/events')
    expect(intake.take(alpha)).toMatchObject({ kind: 'dropped', reason: 'wrong-id' })
    intake.setRecords(new Map())
    const beta = message('abc12345', 1, 'started', { topic: 'team/beta/events' })
    expect(intake.take(beta)).toMatchObject({ kind: 'dropped', reason: 'wrong-id' })
  })

  it('leaves a job untouched whose record is the same object as before', () => {
    const intake = new TestIntake()
    const record = intakeRecord('abc12345')
    intake.setRecords(records({ abc12345: record }))
    const job = intake.jobs.get(id)
    intake.setRecords(records({ abc12345: record, other000: intakeRecord('other000') }))
    expect(intake.jobs.get(id)).toBe(job)
  })
})

describe('what the ledger remembers', () => {
  it('counts an event once, although two decks wrote it', () => {
    const intake = new TestIntake()
    for (const each of [1, 1, 2, 2, 2]) intake.restore(message('abc12345', each, 'progress'))
    expect(intake.jobs.get(id)).toMatchObject({ duplicates: 0, history: { length: 2 } })
  })

  it('continues from it when the broker delivers what it retains', () => {
    const intake = new TestIntake()
    intake.restore(message('abc12345', 1, 'started'))
    intake.restore(message('abc12345', 2, 'completed'))
    expect(intake.take(message('abc12345', 2, 'completed', { retained: true }))).toEqual({ kind: 'ignored' })
    expect(intake.jobs.get(id)?.history).toHaveLength(2)
  })
})

describe('topics that records name', () => {
  it('may be shared: the payload says which job an event is of', () => {
    const intake = new TestIntake()
    const shared = (name: string) => intakeRecord(name, { topicPrefix: 'team/shared' })
    intake.setRecords(records({ aaaa0001: shared('aaaa0001'), aaaa0002: shared('aaaa0002') }))
    const send = (name: string, seq: number) =>
      intake.take(message(name, seq, 'progress', { topic: 'team/shared/events' }))
    expect([send('aaaa0001', 1).kind, send('aaaa0002', 1).kind]).toEqual(['accepted', 'accepted'])
    expect(send('cccc0003', 1)).toMatchObject({ kind: 'dropped', reason: 'wrong-id' })
    intake.setRecords(records({ aaaa0001: shared('aaaa0001') }))
    expect(send('aaaa0001', 2).kind).toBe('accepted')
  })

  it('show nothing of a job that was not asked for, though it shares the topic of one that was', () => {
    const intake = new TestIntake({ only: new Set([jobIdOf('aaaa0001')]) })
    const named = (name: string) => intakeRecord(name, { topicPrefix: 'python/mqtt/jobs/bbbb0002' })
    intake.setRecords(records({ aaaa0001: named('aaaa0001'), bbbb0002: named('bbbb0002') }))
    expect(intake.take(message('bbbb0002', 1, 'completed'))).toEqual({ kind: 'ignored' })
    expect([...intake.jobs.keys()]).toEqual(['aaaa0001'])
  })

  it('are the only ones: write access to another topic does not allow speaking for the job', () => {
    const intake = new TestIntake()
    intake.setRecords(records({ abc12345: intakeRecord('abc12345', { topicPrefix: 'secure/abc12345' }) }))
    expect(intake.take(message('abc12345', 1, 'completed'))).toMatchObject({
      reason: 'wrong-id',
      explanation: 'the record of abc12345 says that its events come on secure/abc12345/events',
    })
    expect(intake.jobs.get(id)?.ending).toBe(null)
  })
})

describe('the seq to count on from', () => {
  it('is the highest one that another can follow', () => {
    const intake = intakeWith(message('abc12345', 3, 'progress'), message('abc12345', 9, 'progress'))
    expect(intake.lastSeq(id)).toBe(9)
    intake.take(message('abc12345', Number.MAX_SAFE_INTEGER, 'progress'))
    expect(intake.lastSeq(id)).toBe(9)
    expect(intake.lastSeq(jobIdOf('unknown1'))).toBe(0)
  })
})

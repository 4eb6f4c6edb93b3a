import { describe, expect, it } from 'vitest'
import { JobTable } from '../../../src/app/deck/job-table.ts'
import { signPayload } from '../../../src/domain/protocol/signature.ts'
import { jobIdOf, recordFacts, someBroker } from '../../domain/jobs/build-job.ts'
import { message, payloadOf, tableRecord } from './messages.ts'

const id = jobIdOf('abc12345')
const topic = 'python/mqtt/jobs/abc12345/events'

/** A table that has received these messages. */
function tableWith(...messages: ReturnType<typeof message>[]): JobTable {
  const table = new JobTable(someBroker, null)
  for (const each of messages) table.receive(each)
  return table
}

function records(entries: Readonly<Record<string, ReturnType<typeof tableRecord>>>) {
  return new Map(Object.entries(entries).map(([text, record]) => [jobIdOf(text), record]))
}

describe('messages', () => {
  it('makes a job of the first event, whatever its topic base', () => {
    const table = tableWith(message('abc12345', 1, 'started', { topic: 'other/base/abc12345/events' }))
    expect(table.jobs.get(id)).toMatchObject({ id, topic: 'other/base/abc12345/events', latest: { event: 'started' } })
  })

  it('hands an accepted event on with the text that was sent', () => {
    const payload = payloadOf('abc12345', 1, 'started', { extra: 1.0 }).replace('"extra":1', '"extra":1.0')
    expect(new JobTable(someBroker, null).receive(message('abc12345', 1, 'started', { payload }))).toMatchObject({
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
    const table = new JobTable(someBroker, null)
    expect(table.receive(message('abc12345', 1, 'started', { payload }))).toMatchObject({ kind: 'dropped', reason })
    expect(table.jobs.size).toBe(0)
  })

  it('drops what comes on a topic that belongs to no job', () => {
    const intake = new JobTable(someBroker, null).receive(message('abc12345', 1, 'started', { topic: 'a/b c/events' }))
    expect(intake).toMatchObject({ kind: 'dropped', reason: 'bad-topic' })
  })

  it('ignores an emptied retained event', () => {
    const table = tableWith(message('abc12345', 1, 'completed'))
    expect(table.receive(message('abc12345', 1, 'completed', { payload: '' }))).toEqual({ kind: 'ignored' })
    expect(table.jobs.get(id)?.ending?.kind).toBe('completed')
  })

  it('reports a duplicate that was delivered again, but not a retained event that every connection brings', () => {
    const table = tableWith(message('abc12345', 4, 'completed', { retained: true }))
    const before = table.jobs.get(id)
    expect(table.receive(message('abc12345', 4, 'completed', { retained: true }))).toEqual({ kind: 'ignored' })
    expect(table.jobs.get(id)).toEqual(before)
    expect(table.receive(message('abc12345', 4, 'completed'))).toMatchObject({ reason: 'duplicate' })
    expect(table.jobs.get(id)?.duplicates).toBe(1)
  })

  it('reports a second end, which changes nothing', () => {
    const table = tableWith(message('abc12345', 1, 'completed'))
    expect(table.receive(message('abc12345', 2, 'error'))).toMatchObject({ kind: 'dropped', reason: 'second-end' })
    expect(table.jobs.get(id)?.ending?.kind).toBe('completed')
  })

  it('knows the highest seq that it has seen, also of an event that changed nothing', () => {
    const table = tableWith(message('abc12345', 3, 'completed'), message('abc12345', 1, 'progress'))
    expect(table.lastSeq(id)).toBe(3)
    table.receive(message('abc12345', 7, 'error'))
    expect(table.lastSeq(id)).toBe(7)
    expect(table.hasSeq(id, 7)).toBe(true)
    expect(table.hasSeq(id, 2)).toBe(false)
    expect(table.lastSeq(jobIdOf('nobody'))).toBe(0)
  })
})

describe('only some jobs', () => {
  const table = () => new JobTable(someBroker, new Set([id]))

  it('keeps to them, without counting the others as dropped', () => {
    const kept = table()
    expect(kept.receive(message('other000', 1, 'started'))).toEqual({ kind: 'ignored' })
    expect(kept.receive(message('abc12345', 1, 'started'))).toMatchObject({ kind: 'accepted' })
    expect([...kept.jobs.keys()]).toEqual([id])
  })

  it('takes in no record of another job', () => {
    const kept = table()
    kept.setRecords(records({ abc12345: tableRecord('abc12345'), other000: tableRecord('other000') }))
    expect([...kept.jobs.keys()]).toEqual([id])
  })
})

describe('records', () => {
  it('makes a pending job of a record alone, and removes it with the record', () => {
    const table = new JobTable(someBroker, null)
    table.setRecords(records({ abc12345: tableRecord('abc12345', { facts: recordFacts({ status: 'pending' }) }) }))
    expect(table.jobs.get(id)).toMatchObject({ topic, latest: null, record: { status: 'pending' } })
    table.setRecords(new Map())
    expect(table.jobs.size).toBe(0)
  })

  it.each(['before', 'after'])('joins a record that comes %s the events', (when) => {
    const table = new JobTable(someBroker, null)
    const record = records({ abc12345: tableRecord('abc12345', { facts: recordFacts({ timeoutSec: 77 }) }) })
    if (when === 'before') table.setRecords(record)
    table.receive(message('abc12345', 1, 'started'))
    if (when === 'after') table.setRecords(record)
    expect(table.jobs.get(id)).toMatchObject({ latest: { seq: 1 }, record: { timeoutSec: 77 } })
  })

  it('keeps a job with events when its record goes, without the facts', () => {
    const table = tableWith(message('abc12345', 1, 'started'))
    table.setRecords(records({ abc12345: tableRecord('abc12345') }))
    table.setRecords(new Map())
    expect(table.jobs.get(id)).toMatchObject({ record: null, latest: { seq: 1 } })
  })

  it('hears a job on the topic that its record names, even one that does not end in its id', () => {
    const table = new JobTable(someBroker, null)
    table.setRecords(records({ abc12345: tableRecord('abc12345', { topicPrefix: 'team/alpha' }) }))
    expect(table.jobs.get(id)?.topic).toBe('team/alpha/events')
    expect(table.receive(message('abc12345', 1, 'started', { topic: 'team/alpha/events' }))).toMatchObject({
      kind: 'accepted',
      event: { jobId: id },
    })
    const foreign = message('other000', 1, 'started', { topic: 'team/alpha/events' })
    expect(table.receive(foreign)).toMatchObject({ kind: 'dropped', reason: 'wrong-id' })
  })

  it('lets a topic go when the record moves to another prefix or is removed', () => {
    const table = new JobTable(someBroker, null)
    const alpha = message('abc12345', 1, 'started', { topic: 'team/alpha/events' })
    table.setRecords(records({ abc12345: tableRecord('abc12345', { topicPrefix: 'team/alpha' }) }))
    table.setRecords(records({ abc12345: tableRecord('abc12345', { topicPrefix: 'team/beta' }) }))
    expect(table.jobs.get(id)?.topic).toBe('team/beta/events')
    expect(table.receive(alpha)).toMatchObject({ kind: 'dropped', reason: 'wrong-id' })
    table.setRecords(new Map())
    const beta = message('abc12345', 1, 'started', { topic: 'team/beta/events' })
    expect(table.receive(beta)).toMatchObject({ kind: 'dropped', reason: 'wrong-id' })
  })

  it('leaves a job untouched whose record is the same object as before', () => {
    const table = new JobTable(someBroker, null)
    const record = tableRecord('abc12345')
    table.setRecords(records({ abc12345: record }))
    const job = table.jobs.get(id)
    table.setRecords(records({ abc12345: record, other000: tableRecord('other000') }))
    expect(table.jobs.get(id)).toBe(job)
  })
})

describe('signatures', () => {
  const token = 'geheim'
  const signed = JSON.stringify(signPayload(JSON.parse(payloadOf('abc12345', 1, 'completed')), token))

  function tableWithToken(): JobTable {
    const table = new JobTable(someBroker, null)
    table.setRecords(records({ abc12345: tableRecord('abc12345', { authToken: token }) }))
    return table
  }

  it('shows a signed event as verified, one without a signature as unsigned', () => {
    const table = tableWithToken()
    table.receive(message('abc12345', 2, 'progress'))
    table.receive(message('abc12345', 1, 'completed', { payload: signed }))
    expect(table.jobs.get(id)?.history.map(({ signature }) => signature)).toEqual(['unsigned', 'verified'])
  })

  it('drops a forged event, which changes no state', () => {
    const table = tableWithToken()
    const forged = signed.replace('completed 1', 'completed 2')
    const intake = table.receive(message('abc12345', 1, 'completed', { payload: forged }))
    expect(intake).toMatchObject({ kind: 'dropped', reason: 'forged' })
    expect(table.jobs.get(id)).toMatchObject({ forged: 1, ending: null, latest: null })
  })

  it('never keeps the token in the job', () => {
    expect(JSON.stringify([...tableWithToken().jobs.values()])).not.toContain(token)
  })
})

describe('what the journal remembers', () => {
  it('takes an event in once, though two monitors wrote it', () => {
    const table = new JobTable(someBroker, null)
    for (const each of [1, 1, 2, 2, 2]) table.restore(message('abc12345', each, 'progress'), 'restored')
    expect(table.jobs.get(id)).toMatchObject({ duplicates: 0, history: { length: 2 } })
  })

  it('continues from it when the broker delivers what it retains', () => {
    const table = new JobTable(someBroker, null)
    table.restore(message('abc12345', 1, 'started'), 'restored')
    table.restore(message('abc12345', 2, 'completed'), 'restored')
    expect(table.receive(message('abc12345', 2, 'completed', { retained: true }))).toEqual({ kind: 'ignored' })
    expect(table.jobs.get(id)?.history).toHaveLength(2)
  })
})

describe('topics that records name', () => {
  it('may be shared: the payload says which job an event is of', () => {
    const table = new JobTable(someBroker, null)
    const shared = (name: string) => tableRecord(name, { topicPrefix: 'team/shared' })
    table.setRecords(records({ aaaa0001: shared('aaaa0001'), aaaa0002: shared('aaaa0002') }))
    const send = (name: string, seq: number) =>
      table.receive(message(name, seq, 'progress', { topic: 'team/shared/events' }))
    expect([send('aaaa0001', 1).kind, send('aaaa0002', 1).kind]).toEqual(['accepted', 'accepted'])
    expect(send('cccc0003', 1)).toMatchObject({ kind: 'dropped', reason: 'wrong-id' })
    table.setRecords(records({ aaaa0001: shared('aaaa0001') }))
    expect(send('aaaa0001', 2).kind).toBe('accepted')
  })

  it('show nothing of a job that was not asked for, though it shares the topic of one that was', () => {
    const table = new JobTable(someBroker, new Set([jobIdOf('aaaa0001')]))
    const named = (name: string) => tableRecord(name, { topicPrefix: 'python/mqtt/jobs/bbbb0002' })
    table.setRecords(records({ aaaa0001: named('aaaa0001'), bbbb0002: named('bbbb0002') }))
    expect(table.receive(message('bbbb0002', 1, 'completed'))).toEqual({ kind: 'ignored' })
    expect([...table.jobs.keys()]).toEqual(['aaaa0001'])
  })

  it('are the only ones: who may write elsewhere does not speak for the job', () => {
    const table = new JobTable(someBroker, null)
    table.setRecords(records({ abc12345: tableRecord('abc12345', { topicPrefix: 'secure/abc12345' }) }))
    expect(table.receive(message('abc12345', 1, 'completed'))).toMatchObject({
      reason: 'wrong-id',
      explanation: 'the record of abc12345 says that its events come on secure/abc12345/events',
    })
    expect(table.jobs.get(id)?.ending).toBe(null)
  })
})

describe('events that came before their record', () => {
  const record = { abc12345: tableRecord('abc12345', { authToken: 'token' }) }
  const signed = (seq: number, event: 'started' | 'completed', token: string) =>
    message('abc12345', seq, event, {
      payload: JSON.stringify(signPayload(JSON.parse(payloadOf('abc12345', seq, event)), token)),
    })

  it('are judged by its token when it comes: a forged end is none', () => {
    const table = tableWith(
      signed(1, 'started', 'token'),
      signed(2, 'completed', 'another'),
      signed(1, 'started', 'token'),
    )
    expect(table.jobs.get(id)?.ending?.kind).toBe('completed')
    table.setRecords(records(record))
    expect(table.jobs.get(id)).toMatchObject({ ending: null, forged: 1, duplicates: 1, latest: { seq: 1 } })
    expect(table.jobs.get(id)?.history.map(({ signature }) => signature)).toEqual(['verified', 'forged'])
    table.receive(signed(2, 'completed', 'token'))
    expect(table.jobs.get(id)?.ending?.kind).toBe('completed')
  })

  it('stay as they were when the record has no token, or too many came to keep them all', () => {
    const table = tableWith(...Array.from({ length: 60 }, (_, i) => message('abc12345', i + 1, 'progress')))
    const other = message('other000', 1, 'completed')
    table.receive(other)
    table.setRecords(records({ ...record, other000: tableRecord('other000') }))
    expect(table.jobs.get(id)?.history.map(({ signature }) => signature)).toEqual(Array(60).fill(null))
    expect(table.jobs.get(jobIdOf('other000'))?.ending?.kind).toBe('completed')
  })

  it('are not all here when the record was gone for a while: nothing is lost for that', () => {
    const table = new JobTable(someBroker, null)
    const plain = tableRecord('abc12345')
    table.setRecords(records({ abc12345: plain }))
    table.receive(message('abc12345', 1, 'started'))
    table.setRecords(new Map())
    table.receive(message('abc12345', 2, 'progress'))
    table.setRecords(records(record))
    expect(table.jobs.get(id)?.history.map(({ seq }) => seq)).toEqual([1, 2])
  })
})

describe('the seq to count on from', () => {
  it('is the highest, but none behind which no other is left', () => {
    const table = tableWith(message('abc12345', 3, 'progress'), message('abc12345', 9, 'progress'))
    expect(table.lastSeq(id)).toBe(9)
    table.receive(message('abc12345', Number.MAX_SAFE_INTEGER, 'progress'))
    expect(table.lastSeq(id)).toBe(9)
    expect(table.lastSeq(jobIdOf('unknown1'))).toBe(0)
  })
})

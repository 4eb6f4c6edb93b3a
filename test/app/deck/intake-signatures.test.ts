// What an intake makes of signatures: with a token, only a verified event changes the job (PROTOCOL.md §5).

import { describe, expect, it } from 'vitest'
import { hasReceived } from '../../../src/app/deck/echoes.ts'
import { maxHistory } from '../../../src/domain/jobs/fold.ts'
import { signPayload } from '../../../src/domain/protocol/signature.ts'
import { jobIdOf } from '../../domain/jobs/build-job.ts'
import { intakeRecord, intakeWith, message, payloadOf, records, TestIntake } from './messages.ts'

const id = jobIdOf('abc12345')

describe('signatures', () => {
  const token = 'geheim'
  const signed = JSON.stringify(signPayload(JSON.parse(payloadOf('abc12345', 1, 'completed')), token))

  function intakeWithToken(): TestIntake {
    const intake = new TestIntake()
    intake.setRecords(records({ abc12345: intakeRecord('abc12345', { authToken: token }) }))
    return intake
  }

  it('shows a signed event as verified, one without a signature as unsigned', () => {
    const intake = intakeWithToken()
    intake.take(message('abc12345', 2, 'progress'))
    intake.take(message('abc12345', 1, 'completed', { payload: signed }))
    expect(intake.jobs.get(id)?.history.map(({ signature }) => signature)).toEqual(['unsigned', 'verified'])
  })

  it('lets only a verified event change a job with a token: an unsigned one is kept for the ledger, marked', () => {
    const intake = intakeWithToken()
    for (const event of ['completed', 'permission_required'] as const) {
      expect(intake.take(message('abc12345', 2, event))).toMatchObject({
        kind: 'dropped',
        reason: 'unsigned',
        kept: { event: { event }, note: 'unsigned', effect: 'none' },
      })
    }
    expect(intake.jobs.get(id)).toMatchObject({ unsigned: 2, forged: 0, ending: null, latest: null, request: null })
    expect(hasReceived(intake.jobs.get(id), 2)).toBe(false)
    expect(intake.lastSeq(id)).toBe(0)
  })

  it('drops a forged event, which changes no state', () => {
    const intake = intakeWithToken()
    const forged = signed.replace('completed 1', 'completed 2')
    const outcome = intake.take(message('abc12345', 1, 'completed', { payload: forged }))
    expect(outcome).toMatchObject({ kind: 'dropped', reason: 'forged' })
    expect(intake.jobs.get(id)).toMatchObject({ forged: 1, ending: null, latest: null })
  })

  it('knows a signed event that is sent again in another form: it answers no request', () => {
    const intake = intakeWithToken()
    const sign = (seq: number, event: 'progress' | 'permission_required') =>
      signPayload(JSON.parse(payloadOf('abc12345', seq, event)), token)
    const step = sign(1, 'progress')
    const { data, ...fields } = step
    const sent = [JSON.stringify(step), JSON.stringify(sign(2, 'permission_required'))]
    for (const [index, payload] of sent.entries()) intake.take(message('abc12345', index + 1, 'progress', { payload }))
    const replays = [
      JSON.stringify(step, null, 1),
      JSON.stringify({ data, ...fields }),
      JSON.stringify(step).replace('progress 1', '\\u0070rogress 1'),
      JSON.stringify({ ...fields, data: {}, hmac_sig: (data as Record<string, unknown>).hmac_sig }),
    ]
    for (const payload of replays) {
      const outcome = intake.take(message('abc12345', 1, 'progress', { payload, receivedMs: 200_000 }))
      expect(outcome).toMatchObject({ kind: 'dropped', reason: 'duplicate' })
    }
    expect(intake.jobs.get(id)).toMatchObject({
      request: { detail: 'permission_required 2' },
      duplicates: 4,
      forged: 0,
    })
  })

  it('never keeps the token in the job', () => {
    expect(JSON.stringify([...intakeWithToken().jobs.values()])).not.toContain(token)
  })
})

describe('events that came before their record', () => {
  const record = { abc12345: intakeRecord('abc12345', { authToken: 'token' }) }
  const signed = (seq: number, event: 'started' | 'completed', token: string) =>
    message('abc12345', seq, event, {
      payload: JSON.stringify(signPayload(JSON.parse(payloadOf('abc12345', seq, event)), token)),
    })

  it('are judged by its token when it comes: a forged end ends nothing', () => {
    const intake = intakeWith(
      signed(1, 'started', 'token'),
      signed(2, 'completed', 'another'),
      signed(1, 'started', 'token'),
    )
    expect(intake.jobs.get(id)?.ending?.kind).toBe('completed')
    intake.setRecords(records(record))
    expect(intake.jobs.get(id)).toMatchObject({ ending: null, forged: 1, duplicates: 1, latest: { seq: 1 } })
    expect(intake.jobs.get(id)?.history.map(({ signature }) => signature)).toEqual(['verified', 'forged'])
    intake.take(signed(2, 'completed', 'token'))
    expect(intake.jobs.get(id)?.ending?.kind).toBe('completed')
  })

  it('stay as they were when the record has no token, or too many came to keep them all', () => {
    const intake = intakeWith(...Array.from({ length: 60 }, (_, i) => message('abc12345', i + 1, 'progress')))
    const other = message('other000', 1, 'completed')
    intake.take(other)
    intake.setRecords(records({ ...record, other000: intakeRecord('other000') }))
    expect(intake.jobs.get(id)?.history.map(({ signature }) => signature)).toEqual(Array(maxHistory).fill(null))
    expect(intake.jobs.get(jobIdOf('other000'))?.ending?.kind).toBe('completed')
  })

  it('stay when the record was gone for a while, although not all of them were kept', () => {
    const intake = new TestIntake()
    const plain = intakeRecord('abc12345')
    intake.setRecords(records({ abc12345: plain }))
    intake.take(message('abc12345', 1, 'started'))
    intake.setRecords(new Map())
    intake.take(message('abc12345', 2, 'progress'))
    intake.setRecords(records(record))
    expect(intake.jobs.get(id)?.history.map(({ seq }) => seq)).toEqual([1, 2])
  })
})

import { describe, expect, it } from 'vitest'
import { decodeMessage } from '../../../src/domain/protocol/decode.ts'
import { makeEventPayload } from '../../../src/domain/protocol/event-payload.ts'
import { parseJobId } from '../../../src/domain/protocol/job-id.ts'

const jobId = parseJobId('abc12345')
if (jobId === null) throw new Error('no id')
const event = { jobId, seq: 3, event: 'progress', detail: '정렬', data: null, nowMs: 1_781_861_400_999 } as const

describe('the payload that is published', () => {
  it('has the fields of the protocol in their order, and a stamp in whole seconds of UTC', () => {
    expect(JSON.stringify(makeEventPayload(event))).toBe(
      '{"schema_version":1,"seq":3,"job_id":"abc12345","event":"progress","timestamp":"2026-06-19T09:30:00Z","detail":"정렬"}',
    )
  })

  it('carries data last when there is some', () => {
    const payload = makeEventPayload({ ...event, data: { build_id: 7 } })
    expect(Object.keys(payload).at(-1)).toBe('data')
    expect(payload.data).toEqual({ build_id: 7 })
  })

  it('is accepted by our own decoder', () => {
    const decoded = decodeMessage([jobId], Buffer.from(JSON.stringify(makeEventPayload(event))))
    expect(decoded).toMatchObject({ kind: 'event', event: { seq: 3, event: 'progress', detail: '정렬' } })
  })
})

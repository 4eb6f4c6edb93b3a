import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage, maxJsonDepth, maxPayloadBytes } from '../../../src/domain/protocol/decode.ts'
import { eventTypes } from '../../../src/domain/protocol/event.ts'
import { jobIdOf } from '../jobs/build-job.ts'

const id = jobIdOf('abc12345')
const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))
const good = {
  schema_version: 1,
  seq: 1,
  job_id: 'abc12345',
  event: 'started',
  timestamp: '2026-06-19T09:30:00Z',
  detail: 'picked up',
}

describe('decodeMessage', () => {
  it.each(eventTypes)('reads a %s event', (event) => {
    const decoded = decodeMessage([id], bytes({ ...good, event, data: { n: 1 } }))
    expect(decoded).toMatchObject({
      kind: 'event',
      event: { jobId: 'abc12345', seq: 1, event, detail: 'picked up', data: { n: 1 } },
    })
  })

  it.each([
    ['detail', { detail: '' }],
    ['timestamp', { timestamp: null }],
    ['data', { data: null }],
  ])('understands a publisher that leaves out %s or sends null', (field, expected) => {
    for (const value of [undefined, null])
      expect(decodeMessage([id], bytes({ ...good, [field]: value }))).toMatchObject({ kind: 'event', event: expected })
  })

  it('keeps unknown fields in the payload', () => {
    expect(decodeMessage([id], bytes({ ...good, build_id: 7 }))).toMatchObject({ event: { payload: { build_id: 7 } } })
  })

  it.each(['NaN', 'Infinity', '-Infinity', '[1,NaN,{"x":-Infinity}]'])(
    'reads %s in data as null, and says so',
    (sent) => {
      const payload = JSON.stringify({ ...good, detail: 'NaN "\\" Infinity' }).replace(
        /}$/,
        `,"data":{"loss":${sent}}}`,
      )
      const loss = sent.startsWith('[') ? [1, null, { x: null }] : null
      expect(decodeMessage([id], bytes(payload))).toMatchObject({
        kind: 'event',
        event: { data: { loss }, detail: 'NaN "\\" Infinity', hasConstants: true },
        text: payload,
      })
    },
  )

  it('says nothing of NaN where there is none', () => {
    expect(decodeMessage([id], bytes({ ...good, detail: 'NaN' }))).toMatchObject({ event: { hasConstants: false } })
  })

  it('takes the last of two fields with one name, as Python does', () => {
    const payload = JSON.stringify(good).replace(/}$/, ',"detail":"later"}')
    expect(decodeMessage([id], bytes(payload))).toMatchObject({ event: { detail: 'later' } })
  })

  it.each([
    ['2026-06-19T09:30:00Z', '2026-06-19T09:30:00Z'],
    ['2026-06-19T09:30:00.123+09:00', '2026-06-19T09:30:00.123+09:00'],
    ['yesterday', null],
    ['2026-06-19T09:30:00Z\u001b[2J', null],
  ])('gives the timestamp %j as %j: only one of RFC 3339 is shown', (timestamp, expected) => {
    expect(decodeMessage([id], bytes({ ...good, timestamp }))).toMatchObject({
      event: { timestamp: expected, payload: { timestamp } },
    })
  })

  it('gives the same content to the same text, and another to any other', () => {
    const contentOf = (value: unknown) => {
      const decoded = decodeMessage([id], bytes(value))
      return decoded.kind === 'event' ? decoded.event.content : null
    }
    const contents = [good, { ...good, seq: 2 }, { ...good, detail: '한' }, { ...good, detail: '글' }].map(contentOf)
    expect(new Set(contents).size).toBe(4)
    expect(contentOf(good)).toBe(contents[0])
  })

  it('takes an empty payload as the removal of the retained event', () => {
    expect(decodeMessage([id], new Uint8Array())).toEqual({ kind: 'cleared' })
  })

  it.each([
    ['other-schema', { ...good, schema_version: 2 }],
    ['other-schema', { ...good, schema_version: '1' }],
    ['other-schema', {}],
    ['wrong-id', { ...good, job_id: 'other' }],
    ['wrong-id', { ...good, job_id: undefined }],
    ['bad-field', { ...good, seq: 0 }],
    ['bad-field', { ...good, seq: 1.5 }],
    ['bad-field', { ...good, seq: '1' }],
    ['bad-field', { ...good, seq: 2 ** 53 }],
    ['bad-field', { ...good, event: 'finished' }],
    ['bad-field', { ...good, event: 'constructor' }],
    ['bad-field', { ...good, detail: 5 }],
    ['bad-field', { ...good, timestamp: 5 }],
    ['bad-field', { ...good, data: [] }],
    ['not-an-object', '[]'],
    ['not-an-object', 'null'],
    ['not-an-object', '"text"'],
    ['other-schema', '{"seq": NaN}'],
    ['bad-field', JSON.stringify(good).replace('"seq":1', '"seq":NaN')],
    ['not-json', '{"seq": nan}'],
    ['not-json', '{"seq": -NaN}'],
    ['not-json', '{"seq": +Infinity}'],
    ['not-json', '{"seq": NaNs}'],
    ['not-json', '{"seq": 1.}'],
    ['not-json', 'hello'],
    ['not-json', `${JSON.stringify(good)}}`],
    ['too-deep', '['.repeat(200_000)],
    ['too-deep', `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['too-large', 'x'.repeat(2 * 1024 * 1024)],
    ['too-large', 'x'.repeat(maxPayloadBytes + 1)],
    ['not-json', 'x'.repeat(maxPayloadBytes)],
  ])('drops with the reason %s', (reason, payload) => {
    expect(decodeMessage([id], bytes(payload))).toMatchObject({ kind: 'dropped', reason })
  })

  it('drops what is not UTF-8 and what is on a strange topic', () => {
    expect(decodeMessage([id], Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ reason: 'not-utf8' })
    expect(decodeMessage([], bytes(good))).toMatchObject({ reason: 'bad-topic' })
  })

  it('brackets in strings do not count as depth', () => {
    expect(decodeMessage([id], bytes({ ...good, detail: `\\"${'['.repeat(1000)}` }))).toMatchObject({ kind: 'event' })
  })

  it('reads JSON down to its depth and no deeper', () => {
    // The payload and its data are two levels.
    const nested = (levels: number) => `{"lists":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}`
    const payload = (levels: number) => JSON.stringify(good).replace(/}$/, `,"data":${nested(levels)}}`)
    expect(decodeMessage([id], bytes(payload(maxJsonDepth)))).toMatchObject({ kind: 'event' })
    expect(decodeMessage([id], bytes(payload(maxJsonDepth + 1)))).toMatchObject({ reason: 'too-deep' })
  })

  it('brackets beside each other do not count as depth', () => {
    const lists = Array.from({ length: 2 * maxJsonDepth }, () => [{}])
    expect(decodeMessage([id], bytes({ ...good, data: { lists } }))).toMatchObject({ kind: 'event' })
  })

  it('never throws, whatever arrives', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => void decodeMessage([id], payload)))
    fc.assert(fc.property(fc.json(), (payload) => void decodeMessage([id], bytes(payload))))
  })
})

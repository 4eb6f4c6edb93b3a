import { expect, it } from 'vitest'
import { watchJson, watchLine } from '../../../src/cli/output/watch-line.ts'
import { entryOf, withPayload } from '../../io/ledger/entries.ts'

function received(fields: Readonly<Record<string, unknown>>) {
  const event = { schema_version: 1, seq: 7, job_id: 'abc12345', event: 'progress', detail: 'half', ...fields }
  return withPayload(entryOf('python/mqtt/jobs/abc12345/events', JSON.stringify(event), { at: 1_234 }), 'abc12345')
}

const rest = 'job=abc12345 seq=7 progress             half'

it.each([
  ['2026-06-19T09:30:00Z', '2026-06-19T09:30:00Z'],
  ['2026-06-19T11:30:00.25+02:00', '2026-06-19T11:30:00.25+02:00'],
  ['2026-06-19 09:30:00Z', '2026-06-19T09:30:00Z'],
])('prints the time stamp %s of the event, in one column', (timestamp, printed) => {
  expect(watchLine(received({ timestamp }))).toBe(`${printed} ${rest}`)
})

it.each([
  'yesterday',
  '2026-06-19T09:30:00Z job=abc12345 seq=1 completed',
  '2026-06-19T09:30:00Z\u001b[31m',
  '2026-06-19T09:30:00',
  null,
])('prints the time of receipt, marked, in place of the time stamp %j', (timestamp) => {
  expect(watchLine(received({ timestamp }))).toBe(`~2026-06-19T09:30:01Z ${rest}`)
})

it('prints JSON that every reader takes: no lone surrogate, nothing that acts on a terminal', () => {
  const json = watchJson(received({ detail: 'a\ud800\u009b\u202e', 'k\udfff': 1 }))
  expect(json).toMatch(/^[ -~\ufffd]*$/)
  expect(JSON.parse(json)).toMatchObject({ detail: 'a\ufffd\u009b\u202e', 'k\ufffd': 1 })
})

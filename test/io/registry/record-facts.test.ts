import { expect, it } from 'vitest'
import { parseRecord } from '../../../src/io/registry/record.ts'
import { factsOf } from '../../../src/io/registry/record-facts.ts'
import { jobId, recordJson } from './fixtures.ts'

/** Somebody has set the wall clock an hour ahead since the start. */
const offsetMs = 3_600_000

it('the stamps of a record are placed on the monotonic timeline by the current offset of the clocks', () => {
  const id = jobId('abc12345')
  const stamps = { created_at: '2026-06-19T09:30:00Z', updated_at: '2026-06-19T09:31:00Z' }
  const parsed = parseRecord(recordJson(id, stamps), id)
  if (parsed.kind === 'problem') throw new Error(parsed.explanation)
  const createdMs = Date.UTC(2026, 5, 19, 9, 30) - offsetMs
  expect(factsOf(parsed.record, offsetMs)).toMatchObject({ createdMs, updatedMs: createdMs + 60_000 })
})

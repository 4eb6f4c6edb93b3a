// What a summary keeps of the event that it ends with.
import { describe, expect, it } from 'vitest'
import { emptySummary, withEvent } from '../../../src/io/ledger/sqlite/job-summary.ts'
import { entryOf, withPayload } from './entries.ts'

const stamp = { wallMs: 0, boot: null, bootMs: null }

function summaryAfter(data: unknown) {
  const payload = JSON.stringify({
    schema_version: 1,
    seq: 1,
    job_id: 'abc12345',
    event: 'progress',
    detail: 'x',
    data,
  })
  const event = withPayload(entryOf('python/mqtt/jobs/abc12345/events', payload), 'abc12345')
  return withEvent(emptySummary, event, 1, stamp)
}

describe('the summary of a job', () => {
  it('knows which tool its agent is running, so that a restart of the deck does not time it out', () => {
    expect(summaryAfter({ tool: { name: 'Bash', state: 'running' } }).latest?.tool).toBe('Bash')
    expect(summaryAfter({ tool: { name: 'Bash', state: 'done' } }).latest?.tool).toBeUndefined()
    expect(summaryAfter({ note: '"running"' }).latest?.tool).toBeUndefined()
  })
})

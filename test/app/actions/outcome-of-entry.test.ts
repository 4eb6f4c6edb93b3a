import { expect, it } from 'vitest'
import { offlineReason, undeliveredReason } from '../../../src/app/actions/deck-routes.ts'
import { outcomeOfEntry } from '../../../src/app/actions/outcome-of-entry.ts'
import type { OutboxEntry } from '../../../src/io/ledger/sqlite/outbox-entry.ts'
import { outgoing } from '../../io/ledger/outgoing.ts'

function entry(fields: Partial<OutboxEntry>): OutboxEntry {
  const times = { expiresMs: null, queuedAtMs: 0, changedAtMs: 0 }
  return {
    ...outgoing(4),
    ...times,
    id: 1,
    broker: 'b',
    state: 'queued',
    staged: null,
    reason: null,
    attempts: 0,
    ...fields,
  }
}

it.each([
  [{ state: 'reserved' }, 'busy', 'sending…'],
  [{ state: 'queued' }, 'busy', 'sending…'],
  [{ state: 'queued', reason: offlineReason }, 'busy', 'queued (offline)'],
  [{ state: 'queued', reason: 'b refused the connection' }, 'busy', 'queued: b refused the connection'],
  [{ state: 'queued', reason: 'no answer in 10 s', attempts: 1 }, 'busy', 'no answer in 10 s; trying again'],
  [
    { state: 'queued', reason: offlineReason, attempts: 1 },
    'busy',
    'no answer: the connection broke; queued (offline)',
  ],
  [{ state: 'sending', attempts: 1 }, 'busy', 'sending…'],
  [{ state: 'delivered' }, 'busy', 'acked, being recorded…'],
  [{ state: 'acked' }, 'good', '#4 progress acked'],
  [
    { state: 'acked', reason: 'acknowledged, but not recorded: why' },
    'bad',
    '#4 progress acknowledged, but not recorded: why',
  ],
  [{ state: 'refused', reason: 'not authorized to publish' }, 'bad', 'refused: not authorized to publish'],
  [{ state: 'refused', reason: undeliveredReason }, 'bad', undeliveredReason],
  [{ state: 'set-aside', reason: 'why' }, 'bad', 'set aside: why'],
  [{ state: 'expired', reason: 'not sent in time: why' }, 'bad', 'expired: not sent in time: why'],
  [{ state: 'dropped' }, 'bad', 'dropped from the outbox'],
] as const)('%j is shown as %s "%s"', (fields, tone, text) => {
  expect(outcomeOfEntry(entry(fields), 'progress')).toEqual({ tone, text })
})

it('says when the entry is gone', () => {
  expect(outcomeOfEntry(null, 'progress')).toEqual({ tone: 'bad', text: 'failed: it is no longer in the outbox' })
})

// What a pane shows of an event that was emitted by key, from what the outbox knows of it.
import type { EventType } from '../../domain/protocol/event.ts'
import type { OutboxEntry, OutboxState } from '../../io/ledger/sqlite/outbox-entry.ts'
import { offlineReason, undeliveredReason } from './deck-routes.ts'
import type { EmitOutcome } from './emit-outcome.ts'

type Shown = Omit<EmitOutcome, 'atMs'>

/** `entry` is null when the outbox has lost it. */
export function outcomeOfEntry(entry: OutboxEntry | null, event: EventType): Shown {
  if (entry === null) return bad('failed: it is no longer in the outbox')
  return outcomes[entry.state](entry, event)
}

const bad = (text: string): Shown => ({ tone: 'bad', text })
const busy = (text: string): Shown => ({ tone: 'busy', text })

const outcomes: Readonly<Record<OutboxState, (entry: OutboxEntry, event: EventType) => Shown>> = {
  reserved: () => busy('sending…'),
  queued: ({ reason, attempts }) => {
    if (reason === null) return busy('sending…')
    if (reason === offlineReason)
      return busy(attempts > 0 ? 'no answer: the connection broke; queued (offline)' : 'queued (offline)')
    return busy(attempts > 0 ? `${reason}; trying again` : `queued: ${reason}`)
  },
  sending: () => busy('sending…'),
  delivered: () => busy('acked, being recorded…'),
  acked: ({ seq, reason }, event) =>
    reason === null ? { tone: 'good', text: `#${seq} ${event} acked` } : bad(`#${seq} ${event} ${reason}`),
  refused: ({ reason }) => bad(reason === undeliveredReason ? reason : `refused: ${reason ?? ''}`),
  'set-aside': ({ reason }) => bad(`set aside: ${reason ?? ''}`),
  expired: ({ reason }) => bad(`expired: ${reason ?? ''}`),
  dropped: () => bad('dropped from the outbox'),
}

// One handing-over of entries to a broker, and what each answer makes of them.

import type { Outbox } from '../../io/ledger/sqlite/outbox.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import type { PublishOptions } from '../../io/mqtt/link-publishes.ts'
import type { PublishResult } from '../../io/mqtt/publish-result.ts'
import { recordSent } from './record-sent.ts'

/** A connection that publishes. */
export interface Outlet {
  publish(topic: string, payload: string, options: PublishOptions): Promise<PublishResult>
  isUp(): boolean
  close(): Promise<void>
}

export interface BatchOptions {
  readonly outlet: Outlet
  /** How long the broker may take to acknowledge. */
  readonly timeoutMs: number
  /** Why an acknowledged entry does not count as delivered; null when it does. */
  confirm(entry: OutboxEntry, result: PublishResult): Promise<string | null>
  readonly onWait?: () => void
}

export interface BatchOutcome {
  /** Had no answer when the connection ended: one of them may be what the broker answers with a close. */
  readonly suspects: readonly OutboxEntry[]
  /** Had no answer in time on a connection that is up. */
  readonly unanswered: readonly OutboxEntry[]
}

/** Publishes entries at the same time. Resolves when each has moved on, or is queued again. Rejects with JobdeckError `io`. */
export async function sendBatch(
  outbox: Outbox,
  entries: readonly OutboxEntry[],
  options: BatchOptions,
): Promise<BatchOutcome> {
  const { outlet, timeoutMs } = options
  const moved = new Set(
    await outbox.move(
      entries.map(({ id }) => id),
      'sending',
      null,
    ),
  )
  const batch = entries.filter(({ id }) => moved.has(id))
  const suspects: OutboxEntry[] = []
  const unanswered: OutboxEntry[] = []
  const send = async (entry: OutboxEntry) => {
    const result = await outlet.publish(entry.topic, entry.payload, { retain: entry.retain, timeoutMs })
    if (result.kind === 'acked') await finish(outbox, entry, result, options)
    // The reason of a close answers one of them, and does not say which.
    else if (result.kind === 'refused' && (outlet.isUp() || batch.length === 1))
      await outbox.move([entry.id], 'refused', result.reason)
    else if (outlet.isUp()) unanswered.push(entry)
    else suspects.push(entry)
  }
  await Promise.all(batch.map(send))
  await queueAgain(outbox, unanswered, `no answer in ${Math.round(timeoutMs / 100) / 10} s`)
  await queueAgain(outbox, suspects, 'no answer: the connection broke')
  return { suspects, unanswered }
}

/** The broker has it: from here on it is never sent again. */
async function finish(
  outbox: Outbox,
  entry: OutboxEntry,
  result: PublishResult,
  { confirm, onWait }: BatchOptions,
): Promise<void> {
  const objection = await confirm(entry, result)
  if (objection !== null) {
    await outbox.move([entry.id], 'refused', objection)
    return
  }
  if (entry.registryDir !== null) await outbox.move([entry.id], 'delivered', null)
  await outbox.move([entry.id], 'acked', await recordSent(entry, { how: 'first', onWait }))
}

async function queueAgain(outbox: Outbox, entries: readonly OutboxEntry[], reason: string): Promise<void> {
  if (entries.length > 0)
    await outbox.move(
      entries.map(({ id }) => id),
      'queued',
      reason,
    )
}

// Events of ours on their way to a broker: each is stored with its seq before it is sent, so that a kill neither loses it nor
// burns its number, and is finished in exactly one way. Every write is on the disk when its promise resolves.
import { nextSeq } from '../../../domain/protocol/next-seq.ts'
import type { LedgerAccess } from './ledger-access.ts'
import {
  type NumberedEvent,
  type OutboxEntry,
  type OutboxState,
  type OutgoingEvent,
  outboxEntryOf,
} from './outbox-entry.ts'
import type { Row } from './read-event.ts'
import { stampValues } from './stamp-columns.ts'
import { contentHash } from './store-event.ts'
import { type StoredText, toStoredText } from './stored-text.ts'
import type { Transaction } from './transaction.ts'

const insertEntry = `
INSERT INTO outbox (broker, job, seq, hash, topic, payload, retain, registry, profile, username, cert_file, staged, state,
  lifetime_ms, queued_wall_ms, queued_boot, queued_boot_ms, changed_wall_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (broker, job, seq, hash) DO UPDATE SET seq = seq
RETURNING id`
const columns = 'outbox.*, brokers.name AS broker_name FROM outbox JOIN brokers ON brokers.id = outbox.broker'
const unfinished = `state IN ('reserved', 'queued', 'sending', 'delivered')`
const selectUnfinished = `SELECT ${columns} WHERE ${unfinished} ORDER BY outbox.id`
const selectOne = `SELECT ${columns} WHERE outbox.id = ?`
const selectAll = `SELECT ${columns} ORDER BY outbox.id`
const deleteReserved = `DELETE FROM outbox WHERE id = ? AND state = 'reserved'`
const confirmReserved = `UPDATE outbox SET state = 'queued', staged = NULL, changed_wall_ms = ? WHERE id = ? AND state = 'reserved'`
const updateState = 'UPDATE outbox SET state = ?, reason = ?, changed_wall_ms = ?, attempts = attempts + ? WHERE id = ?'
const requeue = `
UPDATE outbox SET state = 'queued', reason = NULL, attempts = 0, changed_wall_ms = ?, queued_wall_ms = ?, queued_boot = ?,
  queued_boot_ms = ? WHERE id = ? AND state IN ('queued', 'refused', 'set-aside', 'expired')`
const selectTakenSeq = 'SELECT taken_seq FROM jobs WHERE id = ?'
const updateTakenSeq = 'UPDATE jobs SET taken_seq = ?, last_wall_ms = max(last_wall_ms, ?) WHERE id = ?'

/** Which states an entry may be in to reach another one. An acknowledgement is true even of what was dropped meanwhile. */
const mayCome: Readonly<Record<Exclude<OutboxState, 'reserved'>, readonly OutboxState[]>> = {
  queued: ['queued', 'sending'],
  sending: ['queued', 'sending'],
  delivered: ['queued', 'sending', 'dropped'],
  acked: ['queued', 'sending', 'delivered', 'dropped'],
  refused: ['queued', 'sending'],
  'set-aside': ['queued', 'sending'],
  expired: ['reserved', 'queued', 'sending'],
  dropped: ['reserved', 'queued', 'sending', 'refused', 'set-aside', 'expired'],
}

export class Outbox {
  readonly #access: LedgerAccess

  constructor(access: LedgerAccess) {
    this.#access = access
  }

  /**
   * Stores an event with a seq that is being taken in the job's record: first `reserve`, then the record, then `confirm`.
   * `staged` is the file that becomes the record. Rejects with JobdeckError `io`; nothing is stored then.
   */
  reserve(event: NumberedEvent, staged: string): Promise<number> {
    return this.#access.writeNow((transaction) => this.#insert(transaction, event, 'reserved', staged))
  }

  /** The record has the seq: the entry may be sent. */
  confirm(id: number): Promise<void> {
    return this.#access.writeNow(({ file }) => void file.prepare(confirmReserved).run(this.#nowMs(), id))
  }

  /** The record will never have the seq: the event does not exist. */
  forget(id: number): Promise<void> {
    return this.#access.writeNow(({ file }) => void file.prepare(deleteReserved).run(id))
  }

  /**
   * Stores an event of a job without a record, whose counter nobody else keeps, with the next seq above `seen`: no process
   * gets it again. Rejects as `reserve`.
   */
  enqueueNext(event: OutgoingEvent, seen: number, payloadOf: (seq: number) => string): Promise<number> {
    return this.#access.writeNow((transaction) => {
      const { file, jobs } = transaction
      const { id } = jobs.row(event.jobId)
      jobs.release()
      const seq = nextSeq(seen, Number(file.prepare(selectTakenSeq).get(id)?.taken_seq))
      file.prepare(updateTakenSeq).run(seq, this.#nowMs(), id)
      return this.#insert(transaction, { ...event, seq, payload: payloadOf(seq) }, 'queued', null)
    })
  }

  /** What is still to be done, for any broker, the oldest first. */
  unfinished(): Promise<readonly OutboxEntry[]> {
    return this.#access.readAnyBroker<readonly OutboxEntry[]>([], (file) =>
      this.#entriesOf(file.prepare(selectUnfinished).all()),
    )
  }

  /** Everything that retention has kept, for any broker, the oldest first. */
  everything(): Promise<readonly OutboxEntry[]> {
    return this.#access.readAnyBroker<readonly OutboxEntry[]>([], (file) =>
      this.#entriesOf(file.prepare(selectAll).all()),
    )
  }

  /** One entry of any broker; null when there is none, or no more. */
  entry(id: number): Promise<OutboxEntry | null> {
    return this.#access.readAnyBroker<OutboxEntry | null>(null, (file) => {
      const [entry] = this.#entriesOf(file.prepare(selectOne).all(id))
      return entry ?? null
    })
  }

  /** Moves entries to another state. Resolves to those that were in a state that allows it; a finished one is not. */
  move(
    ids: readonly number[],
    state: Exclude<OutboxState, 'reserved'>,
    reason: string | null,
  ): Promise<readonly number[]> {
    const text = reason === null ? null : toStoredText(reason)
    const from = mayCome[state].map((allowed) => `'${allowed}'`).join(', ')
    return this.#access.writeNow(({ file }) => {
      const update = file.prepare(`${updateState} AND state IN (${from})`)
      return ids.filter((id) => update.run(state, text, this.#nowMs(), Number(state === 'sending'), id).changes === 1)
    })
  }

  /** Queues what was not acknowledged once more, with its seq and payload, for another lifetime. Resolves as `move`. */
  retry(ids: readonly number[]): Promise<readonly number[]> {
    const now = stampValues(this.#access.timeline.now())
    return this.#access.writeNow(({ file }) => {
      const update = file.prepare(requeue)
      return ids.filter((id) => update.run(this.#nowMs(), ...now, id).changes === 1)
    })
  }

  /** Releases the file of an outbox that was opened by itself. */
  close(): void {
    this.#access.release()
  }

  #insert({ file, brokerId }: Transaction, event: NumberedEvent, state: OutboxState, staged: string | null): number {
    const now = this.#access.timeline.now()
    const { jobId, seq, topic, payload, retain, registryDir, profile, username, certFile, lifetimeMs } = event
    const text = toStoredText(payload)
    const content = [contentHash(text), toStoredText(topic), text, Number(retain)] as const
    const source = [storedOrNull(registryDir), profile, storedOrNull(username), storedOrNull(certFile)] as const
    const times = [lifetimeMs === null ? null : Math.round(lifetimeMs), ...stampValues(now), now.wallMs] as const
    const values = [...content, ...source, storedOrNull(staged), state, ...times]
    return Number(file.prepare(insertEntry).get(brokerId, jobId, seq, ...values)?.id)
  }

  #entriesOf(rows: readonly Row[]): readonly OutboxEntry[] {
    return rows.map((row) => outboxEntryOf(row, this.#access.timeline))
  }

  #nowMs(): number {
    return Math.round(this.#access.timeline.clock.wallMs())
  }
}

function storedOrNull(text: string | null): StoredText | null {
  return text === null ? null : toStoredText(text)
}

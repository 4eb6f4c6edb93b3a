// Events of ours on their way to a broker: each is stored with its seq before it is sent, so that a kill neither loses it nor
// burns its number, and is finished in exactly one way.
import type { JobId } from '../../../domain/protocol/job-id.ts'
import type { LedgerAccess } from './ledger-access.ts'
import type { Row } from './read-event.ts'
import type { Timeline } from './stamp.ts'
import { stampIn, stampValues } from './stamp-columns.ts'
import { contentHash } from './store-event.ts'
import { fromStoredText, type StoredText, toStoredText } from './stored-text.ts'

/** `sending` was handed to the broker without an answer yet: after a kill nobody knows whether it arrived. */
export type OutboxState = 'queued' | 'sending' | 'acked' | 'refused' | 'expired' | 'set-aside'

export interface OutgoingEvent {
  readonly jobId: JobId
  readonly seq: number
  readonly topic: string
  readonly payload: string
  readonly retain: boolean
  /** After this long without success it expires; null waits for ever. */
  readonly lifetimeMs: number | null
}

export interface OutboxEntry extends OutgoingEvent {
  readonly id: number
  /** The broker's name, which may not exist any more. */
  readonly broker: string
  readonly state: OutboxState
  /** Why it was refused, expired or set aside; null while it was not. */
  readonly reason: string | null
  /** How often it was handed to the broker. */
  readonly attempts: number
  /** On the Clock's monotonic timeline; null waits for ever. */
  readonly expiresMs: number | null
  readonly queuedAtMs: number
  readonly changedAtMs: number
}

const insertEntry = `
INSERT INTO outbox (broker, job, seq, hash, topic, payload, retain, state, lifetime_ms, queued_wall_ms, queued_boot, queued_boot_ms, changed_wall_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?)
ON CONFLICT (broker, job, seq, hash) DO UPDATE SET seq = seq
RETURNING id`
const columns = 'outbox.*, brokers.name AS broker_name FROM outbox JOIN brokers ON brokers.id = outbox.broker'
const selectUnsent = `SELECT ${columns} WHERE broker = ? AND state IN ('queued', 'sending') ORDER BY outbox.id`
const selectAll = `SELECT ${columns} ORDER BY outbox.id`
const updateState = `
UPDATE outbox SET state = ?, reason = ?, changed_wall_ms = ?, attempts = attempts + ?
WHERE id = ? AND state IN ('queued', 'sending')`
const selectTakenSeq = 'SELECT taken_seq FROM jobs WHERE id = ?'
const updateTakenSeq = 'UPDATE jobs SET taken_seq = ?, last_wall_ms = max(last_wall_ms, ?) WHERE id = ?'

export class Outbox {
  readonly #access: LedgerAccess

  constructor(access: LedgerAccess) {
    this.#access = access
  }

  /**
   * Takes the next seq above `seen`, once: no process gets it again, whatever becomes of the event. For a job without a
   * record, whose counter nobody else keeps. Null when it could not be written.
   */
  takeSeq(jobId: JobId, seen: number): Promise<number | null> {
    const wallMs = Math.round(this.#access.timeline.clock.wallMs())
    return this.#access.write(1, ({ file, jobs }) => {
      const { id } = jobs.row(jobId)
      const seq = Math.max(seen, Number(file.prepare(selectTakenSeq).get(id)?.taken_seq)) + 1
      file.prepare(updateTakenSeq).run(seq, wallMs, id)
      return seq
    })
  }

  /** Stores an event for sending, once; resolves to its number in the outbox, or to null when it could not be written. */
  enqueue({ jobId, seq, topic, payload, retain, lifetimeMs }: OutgoingEvent): Promise<number | null> {
    const now = this.#access.timeline.now()
    return this.#access.write(payload.length, ({ file, brokerId }) => {
      const values = [lifetimeMs === null ? null : Math.round(lifetimeMs), ...stampValues(now), now.wallMs]
      const text = toStoredText(payload)
      const content = [contentHash(text), toStoredText(topic), text]
      return Number(file.prepare(insertEntry).get(brokerId, jobId, seq, ...content, Number(retain), ...values)?.id)
    })
  }

  /** What is still to be sent to this broker, the oldest first. */
  unsent(): Promise<readonly OutboxEntry[]> {
    return this.#access.read<readonly OutboxEntry[]>([], ({ file, brokerId }) =>
      this.#entriesOf(file.prepare(selectUnsent).all(brokerId)),
    )
  }

  /** Everything that retention has kept, for any broker, the oldest first. */
  everything(): Promise<readonly OutboxEntry[]> {
    return this.#access.readAnyBroker<readonly OutboxEntry[]>([], (file) =>
      this.#entriesOf(file.prepare(selectAll).all()),
    )
  }

  /**
   * Moves an entry to another state. Resolves to whether it was moved: a finished one never is, so it ends in one way only.
   * Null when it could not be written.
   */
  moveTo(id: number, state: OutboxState, reason: string | null): Promise<boolean | null> {
    const wallMs = Math.round(this.#access.timeline.clock.wallMs())
    return this.#access.write(1, ({ file }) => {
      const text = reason === null ? null : toStoredText(reason)
      return file.prepare(updateState).run(state, text, wallMs, Number(state === 'sending'), id).changes === 1
    })
  }

  #entriesOf(rows: readonly Row[]): readonly OutboxEntry[] {
    return rows.map((row) => outboxEntryOf(row, this.#access.timeline))
  }
}

function outboxEntryOf(row: Row, timeline: Timeline): OutboxEntry {
  const queued = stampIn(row, 'queued')
  const lifetimeMs = row.lifetime_ms === null ? null : Number(row.lifetime_ms)
  return {
    id: Number(row.id),
    broker: fromStoredText(row.broker_name as StoredText),
    jobId: String(row.job) as JobId,
    seq: Number(row.seq),
    topic: fromStoredText(row.topic as StoredText),
    payload: fromStoredText(row.payload as StoredText),
    retain: row.retain === 1,
    lifetimeMs,
    state: String(row.state) as OutboxState,
    reason: row.reason === null ? null : fromStoredText(row.reason as StoredText),
    attempts: Number(row.attempts),
    expiresMs: lifetimeMs === null || !queued ? null : timeline.monotonicMsOf(queued) + lifetimeMs,
    queuedAtMs: Number(row.queued_wall_ms),
    changedAtMs: Number(row.changed_wall_ms),
  }
}

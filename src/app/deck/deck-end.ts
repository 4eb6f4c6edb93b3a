// What is left to say when a deck has been closed.
import type { JobdeckError } from '../../domain/failure.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'

export interface DeckEnd {
  /** Why events are not recorded; empty when all are. */
  readonly losses: readonly JobdeckError[]
  /** The events of this run that are still queued. */
  readonly queued: readonly OutboxEntry[]
}

// Entries of the outbox that are named on the command line.
import { JobdeckError } from '../../domain/failure.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'

/** The entries with these ids. Throws `bad-data` when there is no such entry, or one in a state that does not allow it. */
export function chosenEntries(
  all: readonly OutboxEntry[],
  ids: readonly number[],
  isAllowed: (entry: OutboxEntry) => boolean,
): readonly OutboxEntry[] {
  return ids.map((id) => {
    const entry = all.find((one) => one.id === id)
    if (!entry) throw new JobdeckError('bad-data', `the outbox has no entry ${id}`, 'jobdeck outbox list shows them')
    if (isAllowed(entry)) return entry
    throw new JobdeckError('bad-data', `entry ${id} is ${entry.state} already`)
  })
}

// `jobdeck outbox drop`: gives entries up. Their seqs were taken, so readers will miss them.
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import type { CliContext } from '../context/context.ts'
import { withOutbox } from '../context/with-outbox.ts'
import { exitStatus } from '../exit-status.ts'
import { chosenEntries } from '../input/outbox-entries.ts'

/** Drops the given entries. Throws `bad-data` for one that does not exist or was acknowledged; nothing is dropped then. */
export async function runOutboxDrop(context: CliContext, ids: readonly number[]): Promise<number> {
  const dropped = await withOutbox(context, async (outbox) => {
    const chosen = chosenEntries(await outbox.everything(), ids, isDroppable)
    const moved = new Set(await outbox.move([...new Set(ids)], 'dropped', null))
    return chosen.filter(({ id }) => moved.has(id))
  })
  for (const { id, jobId, seq } of dropped) context.stdout.write(`${id} dropped: job ${jobId} will lack seq ${seq}\n`)
  return exitStatus.done
}

function isDroppable({ state }: OutboxEntry): boolean {
  return state !== 'acked' && state !== 'delivered' && state !== 'dropped'
}

// `jobdeck outbox retry`: sends what waits now, and what was set aside once more, each with the seq that it has.
import { isUnfinished } from '../../app/outbox/await-entry.ts'
import { channelKey } from '../../app/outbox/channel.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import type { CliContext } from '../context/context.ts'
import { withOutbox } from '../context/with-outbox.ts'
import { exitStatus } from '../exit-status.ts'
import { chosenEntries } from '../input/outbox-entries.ts'
import { startSender } from '../start-sender.ts'

/** Retries the given entries; without any, all that wait or were set aside. Throws `bad-data` for one that cannot be. */
export async function runOutboxRetry(context: CliContext, ids: readonly number[]): Promise<number> {
  const entries = await withOutbox(context, async (outbox) => {
    const all = await outbox.everything()
    const waiting = all.filter((entry) => isUnfinished(entry) || entry.state === 'set-aside')
    const chosen = ids.length > 0 ? chosenEntries(all, ids, isRetriable) : waiting
    await outbox.retry(chosen.map(({ id }) => id))
    return chosen
  })
  for (const entry of new Map(entries.map((one) => [channelKey(one), one])).values()) await startSender(context, entry)
  context.stdout.write(`${entries.length} queued\n`)
  return exitStatus.done
}

function isRetriable({ state }: OutboxEntry): boolean {
  return state !== 'acked' && state !== 'dropped'
}

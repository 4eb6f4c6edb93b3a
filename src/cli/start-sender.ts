// Starts the sender process of an entry (`jobdeck outbox send`), which finds the broker as the command did.
import { hasSenderProcess } from '../app/outbox/sender-process.ts'
import { describeError } from '../domain/failure.ts'
import type { OutboxEntry } from '../io/ledger/sqlite/outbox-entry.ts'
import type { CliContext } from './context/context.ts'
import { note } from './output/note.ts'
import { startDetached } from './start-detached.ts'

/** Starts it unless one is running for the entry's broker. Never rejects: the entry stays queued, and stderr says so. */
export async function startSender(context: CliContext, entry: OutboxEntry): Promise<void> {
  const { stateDir, clock } = context
  try {
    if (await hasSenderProcess(stateDir, entry, clock)) return
    await startDetached(['outbox', 'send', String(entry.id)], context)
  } catch (error) {
    note(context, `nobody is sending what is queued (${describeError(error)}): jobdeck outbox retry`)
  }
}

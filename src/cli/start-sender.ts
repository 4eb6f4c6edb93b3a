// Starts the sender process of an entry (`jobdeck outbox send`): without a terminal, in a separate session, and in the same
// environment and directory, where it finds the broker as the command did.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { hasSenderProcess } from '../app/outbox/sender-process.ts'
import { describeError } from '../domain/failure.ts'
import type { OutboxEntry } from '../io/ledger/sqlite/outbox-entry.ts'
import type { CliContext } from './context/context.ts'
import { note } from './output/note.ts'

/** Starts it unless one is running for the entry's broker. Never rejects: the entry stays queued, and stderr says so. */
export async function startSender(context: CliContext, entry: OutboxEntry): Promise<void> {
  const { stateDir, clock, env, cwd, script } = context
  try {
    if (await hasSenderProcess(stateDir, entry, clock)) return
    const args = ['--', script, 'outbox', 'send', String(entry.id)]
    const child = spawn(process.execPath, args, { detached: true, stdio: 'ignore', env: { ...env }, cwd })
    await once(child, 'spawn')
    child.unref()
  } catch (error) {
    note(context, `nobody is sending what is queued (${describeError(error)}): jobdeck outbox retry`)
  }
}

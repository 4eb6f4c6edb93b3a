// The outbox as commands open it that act on entries of any broker.
import { openOutbox } from '../../io/ledger/open-outbox.ts'
import type { Outbox } from '../../io/ledger/sqlite/outbox.ts'
import type { CliContext } from './context.ts'

/** Runs `work` on the outbox and closes it. */
export async function withOutbox<Result>(
  { stateDir, clock }: CliContext,
  work: (outbox: Outbox) => Promise<Result>,
): Promise<Result> {
  const outbox = openOutbox({ stateDir, broker: '' }, clock)
  try {
    return await work(outbox)
  } finally {
    outbox.close()
  }
}

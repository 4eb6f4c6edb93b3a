// What a process was killed over while it took a seq: either the record has it, or nobody does.

import { pathExists } from '../../io/files/path-exists.ts'
import type { Outbox } from '../../io/ledger/sqlite/outbox.ts'
import type { OutboxEntry } from '../../io/ledger/sqlite/outbox-entry.ts'
import { withDirectoryLock } from '../../io/lock/directory-lock.ts'
import { discardStaged } from '../../io/registry/staged-record.ts'

/**
 * Call it under the registry's lock, which a process that is still at it holds. An event whose seq was not taken yet is
 * forgotten: its emit never got an answer. Throws JobdeckError `io`.
 */
export async function settleReserved(outbox: Outbox, { id, staged }: OutboxEntry): Promise<void> {
  if (staged === null || !(await pathExists(staged))) {
    await outbox.confirm(id)
    return
  }
  // In this order: without its staged file it would count as one that has its seq.
  await outbox.forget(id)
  await discardStaged(staged)
}

/** The same for all of some entries, under the locks of their registries. A registry that is busy or gone is left for later. */
export async function settleAllReserved(outbox: Outbox, entries: readonly OutboxEntry[]): Promise<void> {
  for (const { id, state, registryDir } of entries) {
    if (state !== 'reserved' || registryDir === null) continue
    const settle = async () => {
      const entry = await outbox.entry(id)
      if (entry?.state === 'reserved') await settleReserved(outbox, entry)
    }
    await withDirectoryLock(registryDir, settle).catch(() => undefined)
  }
}

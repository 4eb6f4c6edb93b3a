// A damaged ledger is moved aside, a new one takes its place, and what can be read of the old one is saved into it. The file's
// name says how far that has come, so it is finished after a kill too; the damaged file is kept.
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { JobdeckError } from '../../../domain/failure.ts'
import { lastNumberIn } from './damaged-rows.ts'
import { eventCount } from './ledger-error.ts'
import type { LedgerFile } from './ledger-file.ts'
import { keepNotice } from './notices.ts'
import { Salvage } from './salvage-tables.ts'
import type { Timeline } from './stamp.ts'
import { transact } from './transaction.ts'

const insertSequence = 'INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)'
const damagedName = /^ledger\.damaged-(.*)\.sqlite$/

/** Moves the file aside, unless another process has done so. Rejects with JobdeckError `io`. */
export async function moveDamagedAside(file: LedgerFile, wallMs: number): Promise<void> {
  const wasOpen = file.isInPlace()
  file.close()
  if (!wasOpen) return
  await file.locked(async () => {
    if (!file.isInPlace()) return
    const last = lastNumbers(file.path)
    const stamp = new Date(wallMs).toISOString().replaceAll(/[:.]/g, '-')
    const aside = join(file.directory, `ledger.damaged-${stamp}.sqlite`)
    // The log goes first: left behind, it would be taken for that of the next file.
    if (existsSync(`${file.path}-wal`)) renameSync(`${file.path}-wal`, `${aside}-wal`)
    rmSync(`${file.path}-shm`, { force: true })
    renameSync(file.path, aside)
    file.createEmpty()
    // New events are numbered behind those that will be saved: the order of numbers stays the order of receipt.
    for (const [table, number] of last) file.open().prepare(insertSequence).run(table, number)
    file.close()
  })
}

function lastNumbers(path: string): readonly (readonly [table: string, number: number])[] {
  const damaged = new DatabaseSync(path)
  try {
    return (['events', 'outbox'] as const).map((table) => [table, lastNumberIn(damaged, table, 'id')])
  } finally {
    damaged.close()
  }
}

/** Saves what can be read of damaged files, and keeps a notice of how much that was. */
export async function salvageDamaged(file: LedgerFile, broker: string, timeline: Timeline): Promise<void> {
  if (damagedFiles(file).length === 0) return
  await file.locked(async () => {
    for (const name of damagedFiles(file)) {
      const path = join(file.directory, name)
      const saved = await salvageFile(path, file, broker, timeline)
      const kept = path.replace('.damaged-', '.salvaged-')
      const hint = `the damaged file is kept as ${kept}`
      const notice = new JobdeckError('io', `the ledger was damaged: ${eventCount(saved)} saved from it`, hint)
      transact(file, broker, () => keepNotice(file, notice, timeline.clock.wallMs()))
      renameSync(path, kept)
    }
  })
}

function damagedFiles(file: LedgerFile): readonly string[] {
  return readdirSync(file.directory).filter((name) => damagedName.test(name))
}

async function salvageFile(path: string, file: LedgerFile, broker: string, timeline: Timeline): Promise<number> {
  const damaged = new DatabaseSync(path)
  try {
    return await new Salvage(damaged, file, broker, timeline).run()
  } finally {
    damaged.close()
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
  }
}

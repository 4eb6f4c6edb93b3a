// What has happened to the ledger and must be said until a person has seen it. It is kept in the ledger, because the command that
// finds a damaged file may be one that nobody looks at.
import { JobdeckError } from '../../../domain/failure.ts'
import type { LedgerFile } from './ledger-file.ts'

export interface Notice {
  readonly id: number
  readonly problem: JobdeckError
}

export const selectNotice = 'SELECT id, message, hint FROM notices ORDER BY id DESC LIMIT 1'
const insertNotice = 'INSERT OR IGNORE INTO notices (wall_ms, message, hint) VALUES (?, ?, ?)'
const deleteNotices = 'DELETE FROM notices WHERE id <= ?'

/** Keeps a notice, once. */
export function keepNotice(file: LedgerFile, { message, hint }: JobdeckError, wallMs: number): void {
  file.prepare(insertNotice).run(wallMs, message, hint)
}

/** The last notice that nobody has seen; null for none. */
export function readNotice(file: LedgerFile): Notice | null {
  return noticeOf(file.prepare(selectNotice).get())
}

export function noticeOf(row: Readonly<Record<string, unknown>> | undefined): Notice | null {
  if (!row) return null
  const hint = row.hint === null ? null : String(row.hint)
  return { id: Number(row.id), problem: new JobdeckError('io', String(row.message), hint) }
}

/** A person has seen this notice; those before it are out of date. */
export function forgetNotices(file: LedgerFile, throughId: number): void {
  file.prepare(deleteNotices).run(throughId)
}

// A look at the ledger that changes nothing: for the doctor.
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { JobdeckError } from '../../../domain/failure.ts'
import { isLogDamaged } from './damaged-log.ts'
import { failureKindOf, isUnwritable, ledgerError, newerLedger } from './ledger-error.ts'
import { LedgerFile } from './ledger-file.ts'
import { noticeOf, selectNotice } from './notices.ts'
import { applicationId, migrations } from './schema.ts'
import { whyUnwritable } from './trusted-file.ts'

export interface LedgerExamination {
  readonly path: string
  readonly jobs: number
  readonly events: number
  /** Why nothing can be recorded, though what is there can be read; null when all is well. */
  readonly readOnlyReason: JobdeckError | null
  /** What has happened to the file, as long as no deck has shown it; null for nothing. */
  readonly notice: JobdeckError | null
}

/** Null when there is no ledger yet. Throws JobdeckError `io` when it is damaged or cannot be read. */
export function examineLedgerFile(stateDir: string): LedgerExamination | null {
  const file = new LedgerFile(stateDir)
  try {
    return file.exists() ? examine(file) : null
  } catch (error) {
    if (failureKindOf(error) === 'damaged') throw damaged(file.path)
    throw ledgerError('read', file.path, error)
  }
}

function examine({ path, directory }: LedgerFile): LedgerExamination {
  if (isLogDamaged(`${path}-wal`)) throw damaged(path)
  const reason = whyUnwritable(directory, path)
  const database = openReadOnly(path, reason !== null)
  try {
    const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0])
    const version = number('PRAGMA user_version')
    const unwritable = reason === null ? null : ledgerError('write', path, reason)
    const readOnlyReason = version > migrations.length ? newerLedger(path, version) : unwritable
    // Created a moment ago, and not written yet.
    if (version === 0 && number('SELECT count(*) FROM sqlite_schema') === 0)
      return { path, jobs: 0, events: 0, readOnlyReason, notice: null }
    if (number('PRAGMA application_id') !== applicationId)
      throw new JobdeckError('io', `${path} is not a ledger of jobdeck`, 'move it away')
    if (database.prepare('PRAGMA quick_check(1)').get()?.quick_check !== 'ok') throw damaged(path)
    const [jobs, events] = [number('SELECT count(*) FROM jobs'), number('SELECT count(*) FROM events')]
    // An older ledger has no such table yet.
    const hasNotices = number("SELECT count(*) FROM sqlite_schema WHERE name = 'notices'") > 0
    const notice = hasNotices ? noticeOf(database.prepare(selectNotice).get()) : null
    return { path, jobs, events, readOnlyReason, notice: notice?.problem ?? null }
  } finally {
    database.close()
  }
}

/** Without the right to write beside the file, SQLite reads it only as something that nobody changes. */
function openReadOnly(path: string, isUnchangeable: boolean): DatabaseSync {
  if (isUnchangeable) return new DatabaseSync(new URL('?immutable=1', pathToFileURL(path)), { readOnly: true })
  try {
    return new DatabaseSync(path, { readOnly: true })
  } catch (error) {
    if (isUnwritable(error)) return openReadOnly(path, true)
    throw error
  }
}

function damaged(path: string): JobdeckError {
  return new JobdeckError(
    'io',
    `the ledger ${path} is damaged`,
    'start the deck: it saves what is readable and keeps the file',
  )
}

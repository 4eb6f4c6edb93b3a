// The file of the ledger: where it is, and the one connection of a ledger to it. Nothing is opened through a link or from
// another user, and what is created is for its owner only.
import { closeSync, constants, lstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { JobdeckError } from '../../../domain/failure.ts'
import { makeDirectory } from '../../files/make-directory.ts'
import { withDirectoryLock } from '../../lock/directory-lock.ts'
import { isLogDamaged } from './damaged-log.ts'
import { journalModeFor } from './file-system.ts'
import { KeptRows } from './kept-rows.ts'
import { isUnwritable, LedgerDamage, ledgerError, newerLedger } from './ledger-error.ts'
import { applicationId, migrations } from './schema.ts'
import { inspectFile, whyUnwritable } from './trusted-file.ts'

/**
 * Another process holds the file for a few milliseconds at a time. This wait blocks the whole process, so it is short, and
 * a process that holds the file longer (stopped in the middle of a commit) is waited for by trying again.
 */
const busyTimeoutMs = 250
const createFlags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

export class LedgerFile {
  readonly path: string
  readonly directory: string
  readonly keptRows = new KeptRows()
  #database: DatabaseSync | null = null
  #inode: Inode | null = null
  #readOnlyReason: JobdeckError | null = null
  readonly #statements = new Map<string, StatementSync>()

  constructor(stateDir: string) {
    this.directory = join(stateDir, 'ledger')
    this.path = join(this.directory, 'ledger.sqlite')
  }

  /** Why the open file can only be read; null when it can be written. */
  get readOnlyReason(): JobdeckError | null {
    return this.#readOnlyReason
  }

  /** Whether there is a ledger to read. Throws for a link, another user's file and the like. */
  exists(): boolean {
    return inspectFile(this.directory, this.path) !== null
  }

  /** Opens the file, which must exist, unless it is open. Throws JobdeckError, SQLite's errors and the system's. */
  open(): DatabaseSync {
    if (this.#database && !this.#readOnlyReason && this.isInPlace()) return this.#database
    this.close()
    const stats = inspectFile(this.directory, this.path)
    if (!stats) throw Object.assign(new Error('it is missing'), { code: 'ENOENT' })
    this.#inode = stats
    if (isLogDamaged(`${this.path}-wal`)) throw new LedgerDamage('its log is damaged')
    try {
      return this.#openAs(new DatabaseSync(this.path, { timeout: busyTimeoutMs }))
    } catch (error) {
      this.close()
      if (!isUnwritable(error)) throw error
      return this.#openUnwritable(error)
    }
  }

  /** The prepared statement of a text of SQL on the open file. */
  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = (this.#database ?? this.open()).prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  /** Creates the file when it is missing, one process at a time: none overtakes another that moves a damaged file aside. */
  async create(): Promise<void> {
    if (this.exists()) return
    makeDirectory(this.directory)
    await this.locked(async () => {
      if (!this.exists()) this.createEmpty()
    })
  }

  /** For those who hold the lock. */
  createEmpty(): void {
    closeSync(openSync(this.path, createFlags, 0o600))
  }

  /** Runs `work` while no other process creates or replaces the file. */
  locked<Result>(work: () => Promise<Result>): Promise<Result> {
    return withDirectoryLock(this.directory, work)
  }

  /** Whether the file that was opened last still has the name: another process may have moved a damaged one aside. */
  isInPlace(): boolean {
    const named = lstatSync(this.path, { throwIfNoEntry: false })
    return named !== undefined && named.ino === this.#inode?.ino && named.dev === this.#inode.dev
  }

  close(): void {
    const database = this.#database
    this.#database = null
    this.#readOnlyReason = null
    this.#statements.clear()
    this.keptRows.clear()
    if (database?.isOpen) database.close()
  }

  #openAs(database: DatabaseSync): DatabaseSync {
    this.#database = database
    const version = pragma(database, 'user_version')
    checkOwnership(database, this.path, version)
    if (version > migrations.length) {
      this.#readOnlyReason = newerLedger(this.path, version)
      database.exec('PRAGMA query_only = ON')
      return database
    }
    database.exec(`PRAGMA journal_mode = ${journalModeFor(this.directory)}`)
    database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216')
    if (version < migrations.length) migrate(database)
    return database
  }

  /** On a read-only disk or without the right to write: as it lies there, which is whole unless a log waits beside it. */
  #openUnwritable(reason: unknown): DatabaseSync {
    if ((lstatSync(`${this.path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) throw reason
    this.#database = new DatabaseSync(new URL('?immutable=1', pathToFileURL(this.path)), { readOnly: true })
    this.#readOnlyReason = ledgerError('write', this.path, whyUnwritable(this.directory, this.path) ?? reason)
    return this.#database
  }
}

interface Inode {
  readonly ino: number
  readonly dev: number
}

/** Another program's database stays untouched. Emptiness comes first: another process may be creating the tables right now. */
function checkOwnership(database: DatabaseSync, path: string, version: number): void {
  const isEmpty = version === 0 && !database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()
  if (isEmpty || pragma(database, 'application_id') === applicationId) return
  throw new JobdeckError('io', `${path} is not a ledger of jobdeck`, 'move it away')
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}

/** Brings the tables up to date. Another process may be doing the same, so the version is read again inside. */
function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = pragma(database, 'user_version')
    for (const migration of migrations.slice(version)) database.exec(migration)
    database.exec(
      `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${Math.max(version, migrations.length)}`,
    )
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

// What goes wrong with the ledger, in words: SQLite's codes become the errors that the rest of jobdeck knows.
import { JobdeckError } from '../../../domain/failure.ts'
import { diskFaults, errnoOf, ioError } from '../../files/io-error.ts'
import { isOnNetwork } from './file-system.ts'

/** SQLite's primary result codes that are handled: https://sqlite.org/rescode.html */
const sqlite = {
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  protocol: 15,
  noLargeFiles: 22,
  notADatabase: 26,
} as const

/** The file systems that refuse a lock report one of these extended codes. */
const lockFailures: ReadonlySet<number> = new Set([
  sqlite.io | (14 << 8),
  sqlite.io | (15 << 8),
  sqlite.io | (8 << 8),
  sqlite.io | (9 << 8),
  sqlite.protocol,
])

const systemCodes: Readonly<Record<number, string>> = {
  [sqlite.readOnly]: 'EROFS',
  [sqlite.full]: 'ENOSPC',
  [sqlite.noMemory]: 'ENOMEM',
  // The memory that processes share is a file too, which a full disk cannot hold.
  [sqlite.io | (19 << 8)]: 'ENOSPC',
}

/** What a failed transaction calls for: to be tried again, a new file, or to leave out the operation that failed. */
export type FailureKind = 'retry' | 'damaged' | 'operation'

export function failureKindOf(error: unknown): FailureKind {
  const code = sqliteCodeOf(error)
  // The system's errors, such as a directory that cannot be created.
  if (code === null) return error instanceof JobdeckError || hasErrno(error) ? 'retry' : 'operation'
  const primary = code & 0xff
  if (primary === sqlite.corrupt || primary === sqlite.notADatabase) return 'damaged'
  return (Object.values(sqlite) as number[]).includes(primary) ? 'retry' : 'operation'
}

/** JobdeckError `io`: "cannot <deed> the ledger <path> (<reason>)", or what is wrong with the disk. One of ours is returned as it is. */
export function ledgerError(deed: 'write' | 'read', path: string, error: unknown): JobdeckError {
  const code = sqliteCodeOf(error)
  if (code === null) return systemError(deed, path, error)
  const primary = code & 0xff
  const elsewhere = 'set JOBDECK_STATE_DIR to a directory on a local disk'
  if (lockFailures.has(code))
    return new JobdeckError('io', `the ledger's file system does not support locks (${path})`, elsewhere)
  if (isBusy(error)) {
    const held = 'the ledger is locked by another process'
    const toDo = 'retrying; end that process if it hangs'
    if (!isOnNetwork(path)) return new JobdeckError('io', `${held} (${path})`, toDo)
    // SQLite takes a server without locks for another process that never lets go.
    return new JobdeckError('io', `${held}, or its file system has no locks (${path})`, `${toDo}, or ${elsewhere}`)
  }
  const system = systemCodes[code] ?? systemCodes[primary]
  if (system) return systemError(deed, path, { code: system })
  return ioError(`${deed} the ledger`, path, error instanceof Error ? new Error(error.message) : error)
}

function systemError(deed: 'write' | 'read', path: string, error: unknown): JobdeckError {
  const code = errnoOf(error) ?? ''
  const fault = diskFaults[code]
  if (!fault) return ioError(`${deed} the ledger`, path, error)
  const deedDone = deed === 'write' ? 'written' : 'read'
  return new JobdeckError('io', `${fault}: the ledger cannot be ${deedDone} (${code})`, `free some space for ${path}`)
}

/** Whether another process was writing for too long to wait for it. */
export function isBusy(error: unknown): boolean {
  const primary = (sqliteCodeOf(error) ?? 0) & 0xff
  return primary === sqlite.busy || primary === sqlite.locked
}

/** Whether the file, or what SQLite keeps beside it, may not be written. */
export function isUnwritable(error: unknown): boolean {
  const primary = (sqliteCodeOf(error) ?? 0) & 0xff
  return primary === sqlite.readOnly || primary === sqlite.cannotOpen
}

/** JobdeckError `io`: what a newer jobdeck has written is not touched. */
export function newerLedger(path: string, version: number): JobdeckError {
  const message = `the ledger ${path} was written by a newer jobdeck (format ${version}): it is only read, and nothing is recorded`
  return new JobdeckError('io', message, 'update jobdeck')
}

/** JobdeckError `io`: events were given up while the ledger could not be written. */
export function notRecorded(path: string, count: number): JobdeckError {
  return new JobdeckError('io', `the ledger ${path} lacks ${eventCount(count)} that could not be written in time`)
}

/** The failure together with how many events it has cost so far. */
export function withLost({ code, message, hint }: JobdeckError, lost: number): JobdeckError {
  return new JobdeckError(code, lost > 0 ? `${message}; ${eventCount(lost)} not recorded` : message, hint)
}

export function eventCount(count: number): string {
  return count === 1 ? '1 event' : `${count} events`
}

/** Content that only damage explains; handled as if SQLite had found it. */
export class LedgerDamage extends Error {
  readonly errcode = sqlite.corrupt
}

function sqliteCodeOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null
  return typeof error.errcode === 'number' ? error.errcode : null
}

function hasErrno(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)
}

// Holds a directory's lock, and a write to the ledger if there is one in it, until it is killed. Argument: the directory.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { withDirectoryLock } from '../../../src/io/lock/directory-lock.ts'

const directory = process.argv[2] ?? ''
const ledger = join(directory, 'ledger.sqlite')
const database = existsSync(ledger) ? new DatabaseSync(ledger, { timeout: 60_000 }) : null
database?.exec('BEGIN IMMEDIATE')
await withDirectoryLock(directory, async () => {
  console.log('held')
  // The database is used at the end, so that it is not collected before.
  await new Promise(() => setInterval(() => database?.isOpen, 1_000))
})

// A record that is written completely but not in its place yet: it becomes the record by a rename, in which its own name
// disappears. Whether that has happened can be seen afterwards, even if the process was killed.
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobId } from '../../domain/protocol/job-id.ts'
import { installStaged, stageFile } from '../files/atomic-write.ts'
import { ioError } from '../files/io-error.ts'
import { recordPath } from './record-file.ts'

/** Not that of other temporary files, which a registration removes. */
const suffix = '.jobdeck-next'

/** Writes the text beside the record and returns the file's path. `owner` must be letters and digits. Throws JobdeckError `io`. */
export async function stageRecord(dir: string, id: JobId, owner: string, text: string): Promise<string> {
  const staged = join(dir, `.${id}.json.${owner}${suffix}`)
  try {
    await stageFile(staged, text, 0o600)
  } catch (error) {
    throw ioError('write', staged, error)
  }
  return staged
}

/** Makes a staged file the record. Throws JobdeckError `io`. */
export async function installRecord(dir: string, id: JobId, staged: string): Promise<void> {
  try {
    await installStaged(staged, recordPath(dir, id))
  } catch (error) {
    throw ioError('write', recordPath(dir, id), error)
  }
}

/** Runs `work`, and removes the staged file when it throws. */
export async function unstagedUnless(staged: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await discardStaged(staged)
    throw error
  }
}

export async function discardStaged(staged: string): Promise<void> {
  await unlink(staged).catch(() => undefined)
}
